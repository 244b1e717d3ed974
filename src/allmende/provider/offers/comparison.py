"""What successors are compared by: the same points for everybody, and nobody recommended."""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.payments.words import amount_text

from .models import Alternative, Offer, Payer, Variant
from .queries import yearly_costs


class Kind(enum.Enum):
    """How two facts of a point are compared."""

    WORDS = "words"  # by people, who read both
    YES_NO = "yes_no"
    MORE = "more"  # a number: more is better
    LESS = "less"  # a number: less is better


class Verdict(enum.Enum):
    """A successor's fact beside today's."""

    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"  # different words: people decide
    UNKNOWN = "unknown"  # one of the two is not known


@dataclass(frozen=True)
class Point:
    """One point of comparison. A fact is text: ``99.5`` or ``yes``, and words behind a colon where there are any."""

    key: str
    label: str | Promise
    kind: Kind = Kind.WORDS
    unit: str | Promise = ""
    #: Where the fact stands where not in ``facts``: a key of ``data_protection``.
    protection: str = ""


POINTS: tuple[Point, ...] = (
    Point("availability", gettext_lazy("Availability"), Kind.MORE, "%"),
    Point("support_hours", gettext_lazy("Support hours")),
    Point("response_time", gettext_lazy("Answer to questions within"), Kind.LESS, gettext_lazy("hours")),
    Point("help_after_updates", gettext_lazy("Help after updates"), Kind.YES_NO),
    Point("content_moved", gettext_lazy("Contents are moved along"), Kind.YES_NO),
    Point("own_domain", gettext_lazy("Addresses on the school's own domain"), Kind.YES_NO),
    Point("own_template", gettext_lazy("Own design (template)"), Kind.YES_NO),
    Point("document_conversion", gettext_lazy("Documents are converted"), Kind.YES_NO),
    Point("several_addresses", gettext_lazy("Several fixed IP addresses"), Kind.YES_NO),
    Point("administration_network", gettext_lazy("Suitable for the administration network"), Kind.YES_NO),
    Point("storage", gettext_lazy("Storage"), Kind.MORE, gettext_lazy("GB")),
    Point("location", gettext_lazy("Place of data processing"), protection="location"),
    Point("processor_contract", gettext_lazy("Processor contract"), protection="contract"),
    Point("tax", gettext_lazy("Value added tax in the price")),
    Point("cost", gettext_lazy("Cost per year")),
)
BY_KEY = {point.key: point for point in POINTS}
#: What ``data_protection`` may say, beside the list ``categories``.
PROTECTION: dict[str, str | Promise] = {
    "contract": gettext_lazy("Processor contract"),
    "location": gettext_lazy("Place of data processing"),
    "contact": gettext_lazy("Data protection contact"),
}
#: What a fact of a yes/no point begins with.
ANSWERS: dict[str, str | Promise] = {
    "yes": gettext_lazy("Yes"),
    "extra": gettext_lazy("At extra cost"),
    "no": gettext_lazy("No"),
}
_RANK = {"no": 0, "extra": 1, "yes": 2}
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?")


@dataclass(frozen=True)
class Cell:
    """One fact in words, and how it stands beside today's (None: it is today's)."""

    text: str
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Row:
    """One point: today's service and each successor, in the order in which they were given."""

    point: Point
    today: Cell
    others: tuple[Cell, ...]

    @property
    def is_cost(self) -> bool:
        """More is worse there."""
        return self.point.key == "cost"

    @property
    def is_time(self) -> bool:
        """How long something takes: less is better."""
        return self.point.kind is Kind.LESS


def compare(offer: Offer, alternatives: Sequence[Alternative], on: date | None = None) -> list[Row]:
    """Today's service beside its successors, point by point; a point of which nobody knows anything is left out."""
    costs = _own_costs([offer, *(one.own for one in alternatives if one.own)], on)
    today = facts_of(offer)
    rows = []
    for point in POINTS:
        if point.key == "cost":
            rows.append(_cost_row(point, costs[offer.pk], [cost_of(one, costs) for one in alternatives]))
            continue
        mine, theirs = today.get(point.key, ""), [facts_of(one).get(point.key, "") for one in alternatives]
        if mine or any(theirs):
            others = tuple(Cell(in_words(point, fact), judge(point, mine, fact)) for fact in theirs)
            rows.append(Row(point, Cell(in_words(point, mine)), others))
    return rows


def facts_of(what: Offer | Alternative) -> dict[str, str]:
    """Key of a point → fact; an own successor has the facts of its offer."""
    if isinstance(what, Alternative) and what.own is not None:
        return facts_of(what.own)
    facts = {key: str(value) for key, value in what.facts.items() if key in BY_KEY}
    for point in POINTS:
        if point.protection and what.data_protection.get(point.protection):
            facts[point.key] = str(what.data_protection[point.protection])
    return facts


def split_fact(fact: str) -> tuple[str, str]:
    """``"yes: up to five"`` → ``("yes", "up to five")``."""
    head, _colon, words = fact.partition(":")
    return head.strip(), words.strip()


def in_words(point: Point, fact: str) -> str:
    """The fact as people read it; empty where it is not known."""
    if point.kind is Kind.WORDS or not fact:
        return fact
    head, words = split_fact(fact)
    if point.kind is Kind.YES_NO:
        head = str(ANSWERS.get(head, head))
    elif _number(head) is not None:
        head = f"{head.replace('.', ',')} {point.unit}"
    return f"{head} ({words})" if words else head


def judge(point: Point, today: str, other: str) -> Verdict:
    """How ``other`` stands beside ``today``, as far as that can be said without reading."""
    if not today or not other:
        return Verdict.UNKNOWN
    before, after = split_fact(today)[0], split_fact(other)[0]
    if point.kind is Kind.YES_NO and before in _RANK and after in _RANK:
        return _by(Decimal(_RANK[before]), Decimal(_RANK[after]))
    numbers = _number(before), _number(after)
    if point.kind in (Kind.MORE, Kind.LESS) and numbers[0] is not None and numbers[1] is not None:
        was, will = (numbers[0], numbers[1]) if point.kind is Kind.MORE else (numbers[1], numbers[0])
        return _by(was, will)
    return Verdict.SAME if today.strip() == other.strip() else Verdict.OTHER


def _by(before: Decimal, after: Decimal) -> Verdict:
    if before == after:
        return Verdict.SAME
    return Verdict.BETTER if after > before else Verdict.WORSE


def _number(text: str) -> Decimal | None:
    found = _NUMBER.match(text)
    return Decimal(found[0].replace(",", ".")) if found else None


# ── cost ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Cost:
    """What a payer pays in a year: from the cheapest to the dearest variant, in Euro; None: not known."""

    by_payer: Mapping[str, tuple[Decimal, Decimal]] | None

    def words(self) -> str:
        """Payer by payer, or that it is free."""
        if self.by_payer is None:
            return ""
        if not self.by_payer:
            return _("free of charge")
        return "; ".join(
            f"{Payer(payer).label}: {_span(*self.by_payer[payer])}"
            for payer in Payer.values
            if payer in self.by_payer
        )


def _span(low: Decimal, high: Decimal) -> str:
    if low == high:
        return amount_text(low)
    return _("%(low)s to %(high)s") % {"low": amount_text(low), "high": amount_text(high)}


def cost_of(alternative: Alternative, own: Mapping[Any, Cost]) -> Cost:
    """Of an own successor from its prices, of a foreign one as it was recorded; not known where nothing was."""
    if alternative.own_id is not None:
        return own[alternative.own_id]
    if not alternative.cost:
        return Cost(None)
    amounts = {payer: Decimal(value) for payer, value in alternative.cost.items()}
    return Cost({payer: (amount, amount) for payer, amount in amounts.items() if amount})


def _own_costs(offers: Iterable[Offer], on: date | None) -> dict[Any, Cost]:
    known = yearly_costs(on or timezone.localdate())
    keys = [offer.pk for offer in offers]
    variants: dict[Any, list[dict[str, Decimal]]] = {key: [] for key in keys}
    for variant, offer in Variant.objects.filter(offer_id__in=keys).values_list("pk", "offer_id"):
        variants[offer].append(known.get(variant, {}))
    return {key: _spread(costs) for key, costs in variants.items()}


def _spread(costs: list[dict[str, Decimal]]) -> Cost:
    payers = {payer for cost in costs for payer in cost}
    zero = Decimal(0)
    return Cost({
        payer: (min(cost.get(payer, zero) for cost in costs), max(cost.get(payer, zero) for cost in costs))
        for payer in payers
    })  # fmt: skip


def _cost_row(point: Point, today: Cost, others: Sequence[Cost]) -> Row:
    cells = tuple(Cell(other.words(), _judge_cost(today, other)) for other in others)
    return Row(point, Cell(today.words()), cells)


def _judge_cost(today: Cost, other: Cost) -> Verdict:
    """Worse where any payer pays more than today at the least: what was free stays free only if nobody pays."""
    if today.by_payer is None or other.by_payer is None:
        return Verdict.UNKNOWN
    zero = (Decimal(0), Decimal(0))
    pairs = [
        (today.by_payer.get(payer, zero)[0], other.by_payer.get(payer, zero)[0]) for payer in Payer.values
    ]
    if any(after > before for before, after in pairs):
        return Verdict.WORSE
    return Verdict.BETTER if any(after < before for before, after in pairs) else Verdict.SAME


# ── order ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_neutral_order(alternatives: Iterable[Alternative], seed: str = "") -> list[Alternative]:
    """In an order that prefers nobody: by name, or drawn by ``seed`` (such as an institution's key).

    The same reader sees the same order on each visit; over all readers everybody is first equally often.
    """
    if not seed:
        return sorted(alternatives, key=lambda one: (str(one).casefold(), one.pk.hex))
    return sorted(alternatives, key=lambda one: hashlib.sha256(f"{seed}:{one.pk}".encode()).digest())


def successors_of(offer: Offer, seed: str = "") -> list[Alternative]:
    """What can be chosen instead, in neutral order; nothing while the offer is neither stopped nor ending."""
    if offer.sale_stops_on is None and offer.ends_on is None:
        return []
    return in_neutral_order(offer.alternatives.filter(is_active=True).select_related("own"), seed)
