"""Uploads for tests: real pictures and documents, made here."""

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS_TAG = 0x8825
ORIENTATION_TAG = 0x0112


def picture(size: tuple[int, int] = (800, 600), *, kind: str = "JPEG", mode: str = "RGB", **save: Any) -> bytes:
    """A picture, red on the left and blue on the right, in any format Pillow writes."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    output = io.BytesIO()
    image.convert(mode).save(output, kind, **save)
    return output.getvalue()


def photo_with_secrets(orientation: int = 6) -> bytes:
    """A JPEG as a phone makes it: lying on its side, with place, owner and a comment inside."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    exif[0x010E] = "SECRET-DESCRIPTION"
    exif.get_ifd(GPS_TAG)[2] = (48.0, 15.0, 7.0)
    return picture(exif=exif, comment=b"SECRET-COMMENT")


def png_bomb(width: int, height: int) -> bytes:
    """A valid PNG of any size in few bytes: its rows are one compressed run of zeros."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def office(folder: str = "word", *extra: str) -> bytes:
    """The least that a .docx (`word`) or .xlsx (`xl`) is."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *extra):
            archive.writestr(name, "<xml/>")
    return output.getvalue()


def upload(content: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=content_type)
