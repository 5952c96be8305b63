"""Where the private key and the seed of a running vote are kept: never in the database or its backups.

`FileCustodian` keeps one owner-only file for each vote. Trustees replace it by another `Custodian`; the
functions below are all that the rest of the platform calls.
"""

import contextlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from ortaq.participation.errors import CustodyError

_FORMAT = "ortaq-key-1"
_KEY_FILE = re.compile(r"cycle-([0-9]+)\.json")
_LEFT_OVER = ("cycle-*.unused-*.json", ".cycle-*")
"""Keys put aside, and files of a `keep` that was cut short."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for one vote: the private key and the seed of the lot, 64 hexadecimal digits each."""

    private_key: str
    seed: str


class Custodian(Protocol):
    """Whoever keeps the keys."""

    def keep(self, cycle_id: int, kept: Kept) -> None:
        """Take a key into custody so that it survives a power cut.

        Raises:
            CustodyError: `exists`, there is one already; `not_kept`, it could not be written.
        """

    def open_key(self, cycle_id: int) -> Kept:
        """Give the key out.

        Raises:
            CustodyError: `missing` or `damaged`.
        """

    def destroy(self, cycle_id: int) -> None:
        """Make the key unreadable for ever; nothing happens if there is none."""

    def set_aside(self, cycle_id: int) -> None:
        """Put a key that an interrupted opening left behind out of the way, without destroying it."""

    def kept(self) -> list[int]:
        """The votes whose keys are here."""

    def destroy_unused(self, older_than: float) -> None:
        """Destroy what interrupted openings left behind and was put aside so many seconds ago."""


class FileCustodian:
    """One file `cycle-<id>.json` (0600) in a folder of its own (0700)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, cycle_id: int) -> Path:
        return self.folder / f"cycle-{int(cycle_id)}.json"

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def keep(self, cycle_id: int, kept: Kept) -> None:
        path = self._path(cycle_id)
        temporary = self.folder / f".{path.name}.{secrets.token_hex(8)}"
        content = json.dumps({"format": _FORMAT, "cycle": int(cycle_id), **asdict(kept)}).encode()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # A hard link, unlike a rename, refuses to replace a file that is there.
            os.link(temporary, path)
            self._sync_folder()
        except FileExistsError:
            raise CustodyError("exists") from None
        except OSError as error:
            raise CustodyError("not_kept") from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def open_key(self, cycle_id: int) -> Kept:
        try:
            data = json.loads(self._path(cycle_id).read_bytes())
            kept = Kept(private_key=data["private_key"], seed=data["seed"])
        except FileNotFoundError:
            raise CustodyError("missing") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CustodyError("damaged") from error
        if data.get("format") != _FORMAT or data.get("cycle") != cycle_id:
            raise CustodyError("damaged")
        return kept

    def destroy(self, cycle_id: int) -> None:
        self._shred(self._path(cycle_id))

    def _shred(self, path: Path) -> None:
        try:
            with path.open("r+b") as file:
                length = file.seek(0, os.SEEK_END)
                file.seek(0)
                file.write(os.urandom(length))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            return
        path.unlink()
        self._sync_folder()

    def set_aside(self, cycle_id: int) -> None:
        path = self._path(cycle_id)
        if path.exists():
            aside = path.with_name(f"{path.stem}.unused-{secrets.token_hex(4)}.json")
            path.rename(aside)
            os.utime(aside)  # its age counts from now
            self._sync_folder()

    def kept(self) -> list[int]:
        names = (_KEY_FILE.fullmatch(path.name) for path in self.folder.glob("cycle-*.json"))
        return sorted(int(found[1]) for found in names if found)

    def destroy_unused(self, older_than: float) -> None:
        for path in self._left_over():
            if time.time() - path.stat().st_mtime > older_than:
                self._shred(path)

    def _left_over(self) -> Iterator[Path]:
        for pattern in _LEFT_OVER:
            yield from self.folder.glob(pattern)


def custodian() -> Custodian:
    """The keeper of this installation."""
    return FileCustodian(settings.KEY_DIR)


def keep(cycle_id: int, private_key: str, seed: str) -> None:
    """Take the private key and the seed of a vote into custody; see `Custodian.keep`."""
    custodian().keep(cycle_id, Kept(private_key=private_key, seed=seed))


def open_key(cycle_id: int) -> Kept:
    """The private key and the seed, to open the ballots after the close; see `Custodian.open_key`."""
    return custodian().open_key(cycle_id)


def destroy(cycle_id: int) -> None:
    """Destroy the key once the ballots are opened and the seed is published."""
    custodian().destroy(cycle_id)


def set_aside(cycle_id: int) -> None:
    """Put a key left by an interrupted opening out of the way; see `Custodian.set_aside`."""
    custodian().set_aside(cycle_id)


def kept() -> list[int]:
    """The ids of the votes whose keys are kept."""
    return custodian().kept()


def destroy_unused(older_than: float) -> None:
    """Destroy keys that were never used and were put aside so many seconds ago."""
    custodian().destroy_unused(older_than)
