"""The part of a request that only BundID knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lxml import etree

from .names import AKDB, BPK2, CLASSIC_UI, LEVEL, PROVED_BY

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def authentication_request(names: Sequence[str], organisation: str) -> Element:
    """``AuthenticationRequest`` in version 2: the pseudonym must come, the rest where the person has it."""
    root = etree.Element(f"{{{AKDB}}}AuthenticationRequest", {"Version": "2"}, {"akdb": AKDB})
    requested = etree.SubElement(root, f"{{{AKDB}}}RequestedAttributes")
    for name in (BPK2, LEVEL, PROVED_BY, *names):
        required = "true" if name == BPK2 else "false"
        etree.SubElement(
            requested, f"{{{AKDB}}}RequestedAttribute", {"Name": name, "RequiredAttribute": required}
        )
    if organisation:
        shown = etree.SubElement(root, f"{{{AKDB}}}DisplayInformation")
        version = etree.SubElement(shown, f"{{{CLASSIC_UI}}}Version", nsmap={"classic-ui": CLASSIC_UI})
        etree.SubElement(version, f"{{{CLASSIC_UI}}}OrganizationDisplayName").text = organisation
    return root
