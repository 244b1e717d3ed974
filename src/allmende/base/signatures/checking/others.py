"""Whether a file that is no PDF carries signatures at all: asked before anything of it is unpacked or read."""

from __future__ import annotations

import zipfile
from io import BytesIO

#: SignedData of CMS (RFC 5652): the object identifier 1.2.840.113549.1.7.2, near the beginning.
_CMS = bytes.fromhex("06092a864886f70d010702")
_XADES = b"http://uri.etsi.org/01903/"
_XMLDSIG = b"http://www.w3.org/2000/09/xmldsig#"
#: So much of a text is looked through.
_MOST = 4 * 1024 * 1024


def carries_other_signature(content: bytes) -> bool:
    """Whether this is a detached signature (.p7s, .p7m), signed XML (XAdES), or a container of signatures (ASiC)."""
    if content[:1] == b"\x30":
        return _CMS in content[:64]
    if content[:11] == b"-----BEGIN ":
        return content[11:16] in (b"PKCS7", b"CMS--")
    if content[:4] == b"PK\x03\x04":
        return _is_container(content)
    head = content[:_MOST]
    return head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" and (_XADES in head or _XMLDSIG in head)


def _is_container(content: bytes) -> bool:
    """ETSI EN 319 162: signatures lie in META-INF, as signed Office files do not."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()[:5000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return any(
        name.startswith("META-INF/") and "signature" in name.lower() and name.endswith((".xml", ".p7s"))
        for name in names
    )
