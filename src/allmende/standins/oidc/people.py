"""Who can log in here: nobody that there is."""

from __future__ import annotations

from typing import Any

#: realm → (what it is called, what log-ins there are worth)
REALMS: dict[str, tuple[str, str]] = {
    "unternehmen": ("Unternehmenskonto", "urn:standin:substantial"),
    "personal": ("Verzeichnis der Beschäftigten", "urn:standin:low"),
}


def _member(sub: str, given: str, family: str, *groups: str) -> dict[str, Any]:
    mailbox = f"{given}.{family}".lower().replace("ü", "ue")
    return {
        "sub": sub, "given_name": given, "family_name": family, "groups": list(groups),
        "email": f"{mailbox}@musterstadt.example", "email_verified": True,
    }  # fmt: skip


#: realm → persons as their claims
PEOPLE: dict[str, list[dict[str, Any]]] = {
    "unternehmen": [
        {
            "sub": "u-7f3a", "given_name": "Mehmet", "family_name": "Aydin", "birthdate": "1979-11-02",
            "email": "mehmet.aydin@aydin-feinkost.example", "email_verified": True,
            "organisation": "Aydin Feinkost e. K.", "register_number": "HRA 4711", "tax_number": "013/815/08150",
            "address": {"street_address": "Bahnhofstraße 27", "postal_code": "60012", "locality": "Musterstadt",
                        "country": "DE"},
        },
        {
            "sub": "u-91bc", "given_name": "Greta", "family_name": "Lund", "birthdate": "1987-12-20",
            "email": "lund@lund-dach.example", "email_verified": False,
            "organisation": "Lund Dachbau GmbH", "register_number": "HRB 2042", "tax_number": "013/203/20303",
            "address": {"street_address": "Am Wasserturm 4", "postal_code": "60012", "locality": "Musterstadt",
                        "country": "DE"},
        },
    ],
    "personal": [
        _member("s-1001", "Jonas", "Weber", "steuern-sachbearbeitung"),
        _member("s-1002", "Sabine", "Krüger", "ordnung-leitung", "ordnung-sachbearbeitung"),
        _member("s-1003", "Mira", "Vogel", "buergeramt-sachbearbeitung"),
    ],
}  # fmt: skip


def person(realm: str, sub: str) -> dict[str, Any] | None:
    """Somebody by her number in this realm."""
    return next((one for one in PEOPLE.get(realm, []) if one["sub"] == sub), None)


def shown_name(one: dict[str, Any]) -> str:
    """What stands on her button."""
    more = one.get("organisation") or ", ".join(one.get("groups", []))
    return f"{one['given_name']} {one['family_name']} ({more})"
