"""Reading a provider's metadata (saml-metadata), which an administrator got from it."""

from __future__ import annotations

from typing import Any

from ...providers import RefusedError
from .names import MD, POST
from .xml import NS, parse


def provider_settings(content: bytes) -> dict[str, Any]:
    """``idp_entity_id``, addresses and ``idp_certificates`` as ``SamlSettings`` wants them; raises ``ValueError``."""
    try:
        root = parse(content)
    except RefusedError:
        raise ValueError("this is no metadata that can be read") from None
    rows = root.iter(f"{{{MD}}}EntityDescriptor")
    entities = [row for row in rows if row.find("md:IDPSSODescriptor", NS) is not None]
    if len(entities) != 1:
        raise ValueError("the metadata must describe one identity provider")
    role = entities[0].find("md:IDPSSODescriptor", NS)
    addresses = [
        node.get("Location")
        for node in role.findall("md:SingleSignOnService", NS)
        if node.get("Binding") == POST
    ]
    leaving = [node for node in role.findall("md:SingleLogoutService", NS) if node.get("Binding") == POST]
    slo = leaving[0].attrib if leaving else {}
    keys = [node for node in role.findall("md:KeyDescriptor", NS) if node.get("use") in (None, "signing")]
    certificates = [found.text for node in keys for found in node.iterfind(".//ds:X509Certificate", NS)]
    if not addresses or not certificates:
        raise ValueError("the metadata names no address for HTTP-POST or no certificate")
    return {
        "idp_entity_id": entities[0].get("entityID"), "sso_url": addresses[0], "idp_certificates": certificates,
        "slo_url": slo.get("Location", ""), "slo_response_url": slo.get("ResponseLocation", ""),
    }  # fmt: skip
