import io
import struct
import zlib

import pytest
from PIL import Image

from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.queries import open_file

from .factories import photograph, receive

FORMATS = [("JPEG", "foto.jpg"), ("PNG", "foto.png"), ("WEBP", "foto.webp"), ("TIFF", "foto.tif")]


@pytest.mark.parametrize(("format", "name"), FORMATS)
def test_a_photograph_loses_place_and_device_but_no_pixel(tenant, format, name):
    sent = photograph(format)
    assert b"SpyCam" in sent
    kept = open_file(receive(sent, name)).read()
    assert b"SpyCam" not in kept
    assert b"2026:03:01" not in kept
    with Image.open(io.BytesIO(kept)) as picture, Image.open(io.BytesIO(sent)) as before:
        assert not picture.getexif().get_ifd(0x8825)
        assert picture.tobytes() == before.tobytes()


def test_a_photograph_stays_upright(tenant):
    kept = open_file(receive(photograph(orientation=6), "foto.jpg")).read()
    with Image.open(io.BytesIO(kept)) as picture:
        assert dict(picture.getexif()) == {0x0112: 6}


def test_what_follows_the_picture_goes(tenant):
    sent = photograph() + b"hidden trailer with GPS"
    assert b"hidden" not in open_file(receive(sent, "foto.jpg")).read()


def test_a_progressive_photograph_survives(tenant):
    out = io.BytesIO()
    Image.effect_noise((300, 300), 80).convert("RGB").save(out, "JPEG", progressive=True, comment=b"secret")
    kept = open_file(receive(out.getvalue(), "foto.jpg")).read()
    assert b"secret" not in kept
    with Image.open(io.BytesIO(kept)) as picture, Image.open(out) as before:
        assert picture.tobytes() == before.tobytes()


def png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused(tenant, side):
    with pytest.raises(FileRefusedError) as refused:
        receive(png_of(side, side), "bombe.png")
    assert refused.value.code == "pixels"


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"II*\x00\xff\xff\xff\xff"]
)
def test_a_broken_picture_is_refused(tenant, content):
    name = {b"\xff": "foto.jpg", b"\x89": "foto.png"}.get(content[:1], "foto.tif")
    with pytest.raises(FileRefusedError) as refused:
        receive(content, name)
    assert refused.value.code == "picture"
