"""Photos are told by their content, turned, stripped and made small; bombs are refused before they open."""

import io
import time

import pytest
from PIL import Image

from ortaq.files.errors import FileError
from ortaq.files.images import clean
from tests.factories.files import photo_with_secrets, picture, png_bomb


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"),
                                            ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("WEBP", "RGB")])  # fmt: skip
def test_every_kind_becomes_two_jpegs(kind, mode):
    full, card = clean(picture((2000, 1000), kind=kind, mode=mode), name="a")
    for made, size in ((full, (1600, 800)), (card, (640, 320))):
        image = opened(made.content)
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
        assert (made.width, made.height) == size


def test_a_small_picture_is_not_blown_up():
    full, card = clean(picture((300, 200)), name="a")
    assert (full.width, full.height, card.width, card.height) == (300, 200, 300, 200)


def test_a_tall_strip_is_held_within_bounds():
    full, card = clean(picture((400, 8000), kind="PNG"), name="a")
    assert (full.height, card.height) == (3200, 1280)


def test_a_photo_is_turned_and_all_it_carried_is_gone():
    full, card = clean(photo_with_secrets(orientation=6), name="a")
    for made in (full, card):
        image = opened(made.content)
        assert image.size[0] < image.size[1]
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert b"SECRET" not in made.content
        assert b"Exif" not in made.content
        # Red was on the left; turned clockwise it is on top.
        red, _green, blue = image.getpixel((image.width // 2, 10))
        assert red > 200
        assert blue < 50


def test_what_was_transparent_becomes_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    output = io.BytesIO()
    image.save(output, "PNG")
    full, _card = clean(output.getvalue(), name="a")
    assert min(opened(full.content).getpixel((20, 20))) > 250


def test_a_broken_colour_profile_is_left_out():
    full, _card = clean(picture(icc_profile=b"no profile"), name="a")
    assert "icc_profile" not in opened(full.content).info


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"%PDF-1.7",
        b"<html>", b"\xff\xd8\xff", b"MZ" + b"\0" * 100, picture(kind="GIF", mode="P"), picture(kind="BMP"),
        picture(kind="TIFF"), picture(kind="ICO"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(FileError) as refusal:
        clean(content, name="photo.jpg")
    assert refusal.value.code in ("not_a_photo", "damaged_photo")
    assert "photo.jpg" in str(refusal.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_photo_is_refused(kind):
    content = picture((900, 900), kind=kind)
    with pytest.raises(FileError) as refusal:
        clean(content[: len(content) // 2], name="a")
    assert refusal.value.code in ("damaged_photo", "not_a_photo")


@pytest.mark.parametrize(
    "size", [(8000, 5001), (12_000, 12_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1), (1, 40_000_001)]
)
def test_a_bomb_is_refused_before_it_is_opened(size):
    content = png_bomb(*size)
    assert len(content) < 1000
    begun = time.perf_counter()
    with pytest.raises(FileError) as refusal:
        clean(content, name="a")
    assert refusal.value.code == "too_many_pixels"
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(("orientation", "size"), [(1, (1600, 1500)), (6, (1600, 1707))])
def test_a_large_jpeg_is_decoded_at_the_size_that_is_needed(monkeypatch, orientation, size):
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = picture((6400, 6000), exif=exif)
    decoded = []
    original = Image.Image.copy
    monkeypatch.setattr(Image.Image, "copy", lambda self: decoded.append(self.size) or original(self))
    full, _card = clean(content, name="a")
    assert max(max(each) for each in decoded) <= 3200
    assert (full.width, full.height) == size
