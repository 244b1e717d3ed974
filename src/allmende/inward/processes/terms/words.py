"""Fees and signatures in sentences: what the pages show, and what a comparison compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.base.identity.levels import TrustLevel
from allmende.base.procedures.manifest import CoSigner, Deadline, Fee, FeeCase, FeeItem, Signatures
from allmende.base.signatures.cosigning.models import Signer

from .content import Content
from .known import Known


@dataclass(frozen=True)
class Line:
    """A fact: ``place`` is the same in every version, so that versions can be compared."""

    place: str
    text: str


@dataclass(frozen=True)
class Difference:
    place: str
    before: str
    after: str


def fee_lines(fee: Fee | None, known: Known) -> list[Line]:
    """What it costs, when it is due, when less is asked for."""
    if fee is None:
        return [Line(_("Fee"), _("It costs nothing."))]
    return [
        Line(_("Demanded"), when_words(fee)),
        Line(_("To be paid"), _due(fee.due_days)),
        *_numbered(_("Line %(n)s"), [_item(item, known) for item in fee.items]),
        *_numbered(_("Reduction %(n)s"), [_reduced(case, known) for case in fee.reduced]),
    ]


def signature_lines(wanted: Signatures, known: Known) -> list[Line]:
    """Who signs, how surely known, in what order, until when."""
    applicant = (
        _("signs: %(level)s") % {"level": level_words(wanted.applicant)} if wanted.applicant
        else _("sending is enough")
    )  # fmt: skip
    lines = [Line(_("The applicant"), applicant)]
    lines += _numbered(_("Further person %(n)s"), [_person(person, known) for person in wanted.people])
    if wanted.people:
        lines.append(Line(_("Order"), _("as listed") if wanted.order == "given" else _("any")))
    if wanted.people or wanted.applicant:
        lines.append(Line(_("Time for signing"), _time(wanted.deadline)))
        days = ", ".join(str(day) for day in sorted(wanted.reminders, reverse=True))
        said = _("%(days)s working days before the last day") % {"days": days}
        lines.append(Line(_("Reminders to sign"), said if days else _("none")))
    return lines


def compare(before: Content, after: Content, known: Known) -> list[Difference]:
    """What changed, place by place; what is new has no text before, what is gone none after."""
    old = {line.place: line.text for line in _all(before, known)}
    new = {line.place: line.text for line in _all(after, known)}
    return [
        Difference(place, old.get(place, ""), new.get(place, ""))
        for place in dict.fromkeys([*old, *new])
        if old.get(place) != new.get(place)
    ]


def in_short(content: Content, known: Known) -> list[str]:
    """Two sentences for the list."""
    fee, wanted = content.fee, content.signatures
    amounts = ", ".join(known.amount(item) for item in fee.items) if fee else ""
    said = [f"{amounts}; {when_words(fee)}" if fee else _("It costs nothing.")]
    if wanted.people:
        number = len(wanted.people)
        said.append(ngettext("%(n)s further signature", "%(n)s further signatures", number) % {"n": number})
    if wanted.applicant:
        said.append(_("the applicant signs: %(level)s") % {"level": level_words(wanted.applicant)})
    return said


def when_words(fee: Fee) -> str:
    """When it is demanded, and what waits for it."""
    if fee.when == "decision":
        return _("with the decision; the clerk may change the amount")
    if fee.pay_first:
        return _("when the application is sent; the office begins when it is paid")
    return _("when the application is sent; the office does not wait for it")


def level_words(level: str) -> str:
    return str(TrustLevel(level).label)


def way_words(way: str) -> str:
    return str(Signer.Way(way).label)


def _all(content: Content, known: Known) -> Iterator[Line]:
    yield from fee_lines(content.fee, known)
    yield from signature_lines(content.signatures, known)


def _numbered(place: str, texts: list[str]) -> list[Line]:
    return [Line(place % {"n": number}, text) for number, text in enumerate(texts, start=1)]


def _due(days: int) -> str:
    if not days:
        return _("on the same day")
    return ngettext("within %(n)s day", "within %(n)s days", days) % {"n": days}


def _item(item: FeeItem, known: Known) -> str:
    parts = [f"{item.label}: {known.amount(item)}"]
    if item.tax_rate:
        parts.append(_("with %(rate)s %% tax") % {"rate": f"{item.tax_rate.normalize():f}"})
    if item.account:
        parts.append(_("booked to %(account)s") % {"account": item.account})
    if item.cost_centre:
        parts.append(_("cost centre %(key)s") % {"key": item.cost_centre})
    return "; ".join(parts)


def _reduced(case: FeeCase, known: Known) -> str:
    left = (
        _("%(percent)s %% are left to pay") % {"percent": case.percent}
        if case.percent
        else _("nothing is to be paid")
    )
    said = _("If %(condition)s: %(left)s. Reason: %(reason)s")
    return said % {"condition": known.holds(case.when), "left": left, "reason": case.reason}


def _person(person: CoSigner, known: Known) -> str:
    parts = [person.role] if person.role else []
    parts.append(_("name from %(field)s") % {"field": known.named(person.person or person.name)})
    parts.append(_("invitation to %(field)s") % {"field": known.named(person.email)})
    parts += [level_words(person.level), way_words(person.way)]
    return "; ".join(parts)


def _time(deadline: Deadline) -> str:
    if deadline.working_days:
        number = deadline.working_days
        return ngettext("%(n)s working day", "%(n)s working days", number) % {"n": number}
    number = deadline.months or 1
    return ngettext("%(n)s month", "%(n)s months", number) % {"n": number}
