"""Photos: told by their content, turned upright, stripped of everything but the picture, made small.

Both widths are JPEG: every browser of our floor shows it (Safari learned WebP only with version 14).
"""

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from ortaq.files.errors import FileError

FORMATS = ("JPEG", "PNG", "WEBP")
CARD_WIDTH = 640
FULL_WIDTH = 1600
# The other side may be longer: a photo taken upright is not cut, yet a strip is no photo.
TALLEST = 2
MEGAPIXELS = 40
# EXIF 2.3, 4.6.4: the tag, and its values that turn the picture by a quarter.
ORIENTATION = 0x0112
LYING = (5, 6, 7, 8)
# Pillow opens any format with these; what is in the file decides which.
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error)
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """One size of a photo: JPEG bytes without metadata."""

    content: bytes
    width: int
    height: int


def clean(content: bytes, *, name: str) -> tuple[Picture, Picture]:
    """The photo for a page of its own (at most 1600 px wide) and for a card (640 px).

    Nothing is decoded before the picture's size in pixels is known to be within limits. A JPEG is decoded at
    the scale that is needed. Of an animation the first frame stays.

    Args:
        content: the file as it came.
        name: its name, for messages.

    Raises:
        FileError: it is no JPEG, PNG or WebP, is damaged, or has more pixels than we take.
    """
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except BOMB:
        raise FileError("too_many_pixels", name=name, limit=MEGAPIXELS) from None
    except DAMAGED:
        raise FileError("not_a_photo", name=name) from None
    with image:
        if image.width * image.height > MEGAPIXELS * 1_000_000:
            raise FileError("too_many_pixels", name=name, limit=MEGAPIXELS)
        try:
            # Only a JPEG knows this; it then decodes to the nearest size that is not smaller.
            image.draft("RGB", _needed(image))
            upright = _flat(ImageOps.exif_transpose(image))
        except BOMB:
            raise FileError("too_many_pixels", name=name, limit=MEGAPIXELS) from None
        except DAMAGED:
            raise FileError("damaged_photo", name=name) from None
    return _sized(upright, FULL_WIDTH, quality=82), _sized(upright, CARD_WIDTH, quality=78)


def _needed(image: Image.Image) -> tuple[int, int]:
    """The size at which the picture, as it lies, is as large as the larger of our two."""
    width, height = image.size
    upright = (height, width) if image.getexif().get(ORIENTATION) in LYING else (width, height)
    times = max(upright[0] / FULL_WIDTH, upright[1] / (FULL_WIDTH * TALLEST), 1)
    return int(width / times), int(height / times)


def _flat(image: Image.Image) -> Image.Image:
    """The picture in sRGB, on white where it was transparent."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        flat = Image.new("RGB", layered.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return image.convert("RGB")  # a profile that makes no sense is left out like other metadata
        if converted is not None:
            return converted
    return image.convert("RGB")


def _sized(image: Image.Image, width: int, *, quality: int) -> Picture:
    small = image.copy()
    small.thumbnail((width, width * TALLEST), Image.Resampling.LANCZOS)
    # A new picture: nothing of the old one's metadata can come along.
    bare = Image.new("RGB", small.size)
    bare.paste(small)
    output = io.BytesIO()
    bare.save(output, "JPEG", quality=quality, optimize=True, progressive=True)
    return Picture(output.getvalue(), *bare.size)
