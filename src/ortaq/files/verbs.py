"""Storing a file: checked and cleaned first, written to the storage, and only then made a row of the database.

The slow part happens before the transaction. If the row cannot be written, what was stored is taken away; what a
failing outer verb leaves behind is swept by `ortaq sweep_files`.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.core.files.base import ContentFile, File

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor, require
from ortaq.files import documents, images
from ortaq.files.errors import FileError
from ortaq.files.models import StoredFile

IMAGE = "image"
DOCUMENT = "document"
MEGABYTE = 1024 * 1024
LIMITS = {IMAGE: 10, DOCUMENT: 25}
"""Largest upload in megabytes."""


@dataclass(frozen=True)
class _Checked:
    name: str
    content: bytes
    content_type: str
    full: images.Picture | None = None
    card: images.Picture | None = None


def store_upload(*, upload: File[bytes], by: Actor, kind: str, language: str = "") -> StoredFile:
    """Take a file that somebody sent.

    Args:
        upload: as a form gives it; it is read once, from its beginning.
        by: holds `files.add`.
        kind: `image` (JPEG, PNG, WebP up to 10 MB and 40 million pixels; kept without metadata in two sizes) or
            `document` (one of `documents.KINDS`, up to 25 MB; kept byte for byte).
        language: `kk`, `ru`, `en` or empty.

    Raises:
        NotAllowed: the actor may not add files.
        FileError: the file is not taken; the message says why and what to do.
    """
    require(by, "files.add")
    limit = LIMITS[kind]
    name = documents.clean_name(upload.name or "")
    if upload.size > limit * MEGABYTE:
        raise FileError("too_large", name=name, limit=limit)
    upload.seek(0)
    content = upload.read(limit * MEGABYTE + 1)
    if len(content) > limit * MEGABYTE:
        raise FileError("too_large", name=name, limit=limit)
    if not content:
        raise FileError("empty", name=name)
    if kind == DOCUMENT:
        checked = _Checked(name, content, documents.check(content, name=name))
    else:
        full, card = images.clean(content, name=name)
        stem = name.rpartition(".")[0] or name
        checked = _Checked(f"{stem}.jpg", full.content, "image/jpeg", full, card)
    return _store(checked, language=language, by=by)


def store_bytes(*, name: str, content: bytes, content_type: str, by: Actor, language: str = "") -> StoredFile:
    """Keep a file that the platform made itself, such as a published result.

    Args:
        name: with its ending; cleaned.
        content: at least one byte.
        content_type: as it will be served; whatever it is, only photos are shown inside the browser.
        by: who made it come about; the verb around this one has asked for permission.

    Raises:
        FileError: there is nothing in it.
    """
    tidy = documents.clean_name(name)
    if not content:
        raise FileError("empty", name=tidy)
    return _store(_Checked(tidy, content, content_type), language=language, by=by)


def _store(checked: _Checked, *, language: str, by: Actor) -> StoredFile:
    stored = StoredFile(
        name=checked.name,
        content_type=checked.content_type,
        language=language,
        size=len(checked.content),
        sha256=sha256(checked.content).hexdigest(),
        uploaded_by=by.pk,
    )
    # A name of ours in the storage: nothing of what people typed reaches the file system.
    token, ending = secrets.token_hex(12), checked.name.rpartition(".")[2]
    try:
        stored.file.save(f"{token}.{ending}", ContentFile(checked.content), save=False)
        if checked.full and checked.card:
            stored.card.save(f"{token}-card.{ending}", ContentFile(checked.card.content), save=False)
            stored.width, stored.height = checked.full.width, checked.full.height
            stored.card_width, stored.card_height = checked.card.width, checked.card.height
        _insert(stored=stored, by=by)
    except BaseException:
        for field in (stored.file, stored.card):
            if field.name:
                field.storage.delete(field.name)
        raise
    return stored


@verb
def _insert(*, stored: StoredFile, by: Actor) -> None:
    stored.save()
    data = {"sha256": stored.sha256, "size": stored.size, "type": stored.content_type}
    record("file.stored", stored, by=by, data=data, name=stored.name)
