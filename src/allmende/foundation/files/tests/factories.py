"""Files as people send them, and as attackers do."""

from __future__ import annotations

import io
import struct
import zipfile

from PIL import Image

from allmende.foundation.events.types import PUBLIC
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.models import StoredFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def receive(content: bytes, name: str, **arguments) -> StoredFile:
    return receive_file(upload=io.BytesIO(content), name=name, actor=PUBLIC, **arguments)


def photograph(format: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture that tells where, when and with what it was taken."""
    picture = Image.new("RGB", (40, 20), "green")
    picture.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    exif[0x0112] = orientation
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (50.0, 6.0, 37.0)
    gps[29] = "2026:03:01"
    out = io.BytesIO()
    picture.save(out, format, exif=exif)
    return out.getvalue()


def archive(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return out.getvalue()


def docx(*more: tuple[str, bytes]) -> bytes:
    return archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"), *more)


def understated(content: bytes, claimed: int) -> bytes:
    """A ZIP whose directory claims that its only entry is small."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", claimed) + content[at + 28 :]
