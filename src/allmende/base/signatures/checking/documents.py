"""Which check a received file needs; done in a child process with limits, because strangers made the file."""

from __future__ import annotations

import json
from collections.abc import Sequence

from allmende.foundation.apart import TooMuchError, run_apart

from .asic import check_container
from .attached import Attached, named_like
from .cms import check_cms
from .found import TOO_MUCH, Found, Verdict
from .others import carries_other_signature
from .pdf import CPU_SECONDS, LARGEST, MEGABYTES, SECONDS
from .trust import Anchor
from .xades import check_xml


def check_other(
    content: bytes, name: str, beside: Sequence[Attached], anchors: Sequence[Anchor]
) -> list[Found]:
    """The signatures of a file that is no PDF: beside files, in XML, in a container; empty where there are none."""
    if not carries_other_signature(content):
        return []
    if len(content) > LARGEST:
        return [Found(Verdict.UNKNOWN, TOO_MUCH)]
    import pyhanko.sign.validation  # noqa: F401 - here, so that the copy need not read them anew
    import signxml.verifier  # noqa: F401

    def work() -> bytes:
        return json.dumps([one.as_json() for one in check_here(content, name, beside, anchors)]).encode()

    try:
        told = run_apart(work, seconds=SECONDS, cpu_seconds=CPU_SECONDS, megabytes=MEGABYTES)
    except TooMuchError:
        return [Found(Verdict.UNKNOWN, TOO_MUCH)]
    return [Found(**one) for one in json.loads(told)]


def check_here(
    content: bytes, name: str, beside: Sequence[Attached], anchors: Sequence[Anchor]
) -> list[Found]:
    """The same in this process."""
    if content[:2] == b"PK":
        return check_container(content, anchors)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return check_xml(content, beside, anchors)
    return check_cms(content, beside, anchors, named_like(beside, name))
