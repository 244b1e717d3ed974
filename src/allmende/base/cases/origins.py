"""Where an answer comes from and how sure it is, in words: for the clerk's page and for the receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from allmende.base.forms.engine.kinds import PART_LABELS
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.queries import service_label

from .answers import value_at
from .models import Submission

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Origin:
    """``text``: the source and its level, empty for what was simply typed; ``disputed``: what is said to be wrong."""

    text: str = ""
    disputed: tuple[str, ...] = ()


def origin_of(submission: Submission | None, path: str) -> Origin:
    """Where the answer at ``path`` of the form comes from."""
    if submission is None:
        return Origin()
    known = submission.provenance
    given, whole = _given(known, path, submission.answers)
    text = _words(given)
    if text and not whole:
        text = _("in part: %(source)s") % {"source": text}
    return Origin(text, tuple(_disputes(known, path)))


def identified_in_words(submission: Submission | None) -> str:
    """How sure it is who sent it, such as "substantial (BundID)"; empty where nobody was asked."""
    said = submission.identified if submission is not None else {}
    level = level_in_words(said.get("level", ""))
    if not level:
        return ""
    if not said.get("service"):
        return f"{level} ({_('account with e-mail address')})"
    now = service_label(said["service"])
    return f"{level} ({now if now != said['service'] else said.get('label') or now})"


def level_in_words(level: str) -> str:
    """One word for a level; empty for none."""
    return {"low": _("low"), "substantial": _("substantial"), "high": _("high")}.get(level, "")


def _words(given: Given) -> str:
    source, level = str(given.get("source") or "typed"), str(given.get("level") or "none")
    if source in ("typed", "counter") and level == "none":
        return ""
    words = {
        "typed": _("typed"),
        "account": _("from the customer's account"),
        "register": _("stands in the address register"),
    }
    text = words.get(source) or _service(source, level)
    sure = level_in_words(level)
    return _("%(source)s, trust level %(level)s") % {"source": text, "level": sure} if sure else text


def _service(key: str, level: str) -> str:
    confirmed = level in TrustLevel.values and TrustLevel(level).reaches(TrustLevel.SUBSTANTIAL)
    words = _("confirmed by %(service)s") if confirmed else _("told by %(service)s")
    return words % {"service": service_label(key)}


def _given(known: Mapping[str, Given], path: str, answers: Mapping[str, Any]) -> tuple[Given, bool]:
    """What is known of ``path``, of its parts, of a group around it, or of all answers ("*"); and whether it holds for
    all of it: of a name from the account only the given name may have been kept.
    """
    parts = {key: given for key, given in known.items() if key.startswith(f"{path}.")}
    told = [given for given in parts.values() if given.get("source", "typed") != "typed"]
    if path not in known and told:
        value = value_at(answers, path)
        filled = (
            {f"{path}.{key}" for key, part in value.items() if part} if isinstance(value, dict) else set()
        )
        first = _plain(told[0])
        return told[0], filled <= parts.keys() and all(_plain(given) == first for given in parts.values())
    while path:
        if path in known:
            return known[path], True
        path = path.rpartition(".")[0]
    return known.get("*", {}), True


def _plain(given: Given) -> tuple[Any, Any]:
    return given.get("source"), given.get("level")


def _disputes(known: Mapping[str, Given], path: str) -> Iterator[str]:
    """What the customer says is wrong, with her reason and what the service says instead."""
    for key, given in known.items():
        if not given.get("disputed") or not (key == path or key.startswith(f"{path}.")):
            continue
        before = given.get("instead_of")
        if before is None:
            continue
        part = PART_LABELS.get(key.removeprefix(path).lstrip("."), "")
        said = _("%(service)s says: %(text)s") % {
            "service": service_label(str(before.get("source", ""))), "text": _shown(before.get("value")),
        }  # fmt: skip
        yield f"{part}: {said}" if part else said
    reasons = {
        str(given["disputed"]) for key, given in known.items()
        if given.get("disputed") and (key == path or key.startswith(f"{path}."))
    }  # fmt: skip
    for reason in sorted(reasons):
        yield _("Reason: %(reason)s") % {"reason": reason}


def _shown(value: Any) -> str:
    try:
        return str(formats.date_format(dt.date.fromisoformat(str(value)), "SHORT_DATE_FORMAT"))
    except ValueError:
        return str(value)
