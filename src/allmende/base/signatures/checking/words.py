"""What the check of a signature found, in words that a clerk understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def sentence(found: Mapping[str, Any]) -> str:
    """Who signed when, and what that is worth."""
    who = found["name"] or _("somebody unnamed")
    if found["why"] in ("too_much", "not_checked"):
        return _worth(found)
    if found["why"] == "no_document" and not found["name"]:
        return _worth(found)
    when = _moment(found["at"])
    signed = (
        _("Signed by %(who)s on %(when)s.") % {"who": who, "when": when} if when
        else _("Signed by %(who)s.") % {"who": who}
    )  # fmt: skip
    return f"{_worth(found)} {signed}"


def _worth(found: Mapping[str, Any]) -> str:
    worth = {
        "altered": _("The document was changed after it was signed: what you see is not what was signed."),
        "forged": _("The signature is not genuine: it does not fit the certificate."),
        "revoked": _("The signer's certificate was revoked: the signature does not count."),
        "expired": _("Signature intact, document unchanged; but the certificate has expired, and no time stamp proves "
                     "that it still held at the time."),
        "stranger": _("Signature intact, document unchanged; but no trusted list names who vouches for the signer."),
        "no_answer": _("Signature intact, document unchanged; but nobody says at the moment whether the certificate "
                       "still holds. Please check again later."),
        "unreadable": _("The signature cannot be read."),
        "too_much": _("Not checked: the file is larger or more complicated than we check. Ask for a simpler one, or "
                      "check it with a program of your own."),
        "no_document": _("Not checked: the file that was signed is not here. Ask for it; then this is checked."),
        "part": _("The signature itself is intact, but covers only a part: what else is there was not signed."),
        "ambiguous": _("It is made so that it is not clear what was signed: the signature does not count."),
        "weak": _("Signed in a way that is not safe any more: the signature does not count."),
        "not_checked": _("Not checked: signatures of this kind are received and kept, but not checked here."),
    }  # fmt: skip
    if found["why"] in worth:
        return worth[found["why"]]
    if found["qualified"]:
        return _("Qualified signature, valid; it replaces a signature on paper. The document is unchanged.")
    return _("Signature valid. The document is unchanged.")


def details(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and values."""
    not_there = found["why"] in ("too_much", "not_checked", "no_document")
    stranger = _("nothing: in no trusted list") if found["why"] == "stranger" else ""
    rows = [
        (_("Signer"), found["name"]),
        (_("Organisation"), found["organisation"]),
        (_("Vouched for by"), found["issuer"]),
        (_("Trusted because of"), found["trusted_by"] or stranger),
        (_("Signed on"), _moment(found["at"])),
        (_("The time is"), "" if not_there else _said(found)),
        (
            _("Since then"),
            _("forms were filled in or further signatures added") if found["filled_in"] else "",
        ),
        (_("Qualified signature"), _qualified(found)),
        (_("Files signed"), ", ".join(found.get("covers", ()))),
        (_("Files not signed"), ", ".join(found.get("uncovered", ()))),
        (_("Kind and level"), _kind(found)),
        (_("Certificate valid until"), _moment(found["certificate_until"])),
    ]
    return [(name, value) for name, value in rows if value]


def _kind(found: Mapping[str, Any]) -> str:
    return f"{found.get('standard', 'PAdES')} {found['level']}".strip() if found["level"] else ""


def _said(found: Mapping[str, Any]) -> str:
    return _("proven by a time stamp") if found["proven"] else _("said by the signer alone")


def _qualified(found: Mapping[str, Any]) -> str:
    if found["verdict"] != "valid":
        return ""
    return _("yes") if found["qualified"] else _("no")


def _moment(text: str) -> str:
    if not text:
        return ""
    return str(formats.date_format(timezone.localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT"))
