"""Documents: the kinds that are taken, each told by its content and not by what the browser says."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable

from ortaq.files.errors import FileError

NAME_LENGTH = 120


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _is_office(folder: str) -> Callable[[bytes], bool]:
    def check(content: bytes) -> bool:
        names = _members(content)
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)

    return check


def _members(content: bytes) -> list[str]:
    """Names in a ZIP archive, without unpacking anything."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return []


OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _is_pdf),
    "docx": (OFFICE + "wordprocessingml.document", _is_office("word/")),
    "xlsx": (OFFICE + "spreadsheetml.sheet", _is_office("xl/")),
    "csv": ("text/csv; charset=utf-8", _is_text),
    "json": ("application/json", _is_text),
    "jsonl": ("application/jsonl; charset=utf-8", _is_text),
    "txt": ("text/plain; charset=utf-8", _is_text),
    "pb": ("text/plain; charset=utf-8", _is_text),
}
"""Content type and check by the ending of the name."""


def clean_name(name: str) -> str:
    """A file's name that is safe to show, to store and to download: no folders, no control or direction marks.

    The ending stays in lower case; a name with nothing left becomes `file`.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    one_line = "".join(" " if c.isspace() else c for c in last)
    # Control and direction marks, private and lone halves of letters, which are not seen but act.
    seen = "".join(c for c in one_line if unicodedata.category(c) not in _UNSEEN)
    kept = re.sub(" +", " ", re.sub(r"""[<>:"|?*;%]+""", "_", seen))
    stem, dot, ending = kept.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", ending):
        stem, ending = kept, ""
    stem = stem.strip(" .")[:NAME_LENGTH].strip(" .") or "file"
    return f"{stem}.{ending.lower()}" if ending else stem


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def check(content: bytes, *, name: str) -> str:
    """The document's content type.

    Args:
        content: the whole file.
        name: as `clean_name` gives it.

    Raises:
        FileError: not one of `KINDS`, or the content is not what the name says, or there are macros in it.
    """
    ending = name.rpartition(".")[2]
    if ending not in KINDS:
        raise FileError("wrong_kind", name=name, kinds=", ".join(KINDS))
    content_type, is_so = KINDS[ending]
    if not is_so(content):
        raise FileError("wrong_content", name=name)
    if ending in ("docx", "xlsx") and any(member.endswith("vbaProject.bin") for member in _members(content)):
        raise FileError("has_macros", name=name)
    return content_type
