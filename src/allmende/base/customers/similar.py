"""Who may be recorded twice: the same name with the same e-mail address, telephone number or address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.search.folding import fold

from .models import Customer, Suspicion
from .names import beginning, name_key

#: From how many of 100 points two records are shown as perhaps the same.
ENOUGH = 60
_MOST = 100


@dataclass(frozen=True)
class Likeness:
    """Another record, how alike the two are (0 to 100), and in what."""

    customer: Customer
    score: int
    reasons: tuple[str | Promise, ...]


def similar_to(customer: Customer) -> list[Likeness]:
    """Records that may be the same person or organisation, most alike first; those called different are left out."""
    if customer.erased_at is not None or customer.merged_into_id is not None:
        return []
    known = set(_called_different(customer))
    found = (compare(customer, other) for other in _candidates(customer) if other.pk not in known)
    alike = [likeness for likeness in found if likeness.score >= ENOUGH]
    return sorted(alike, key=lambda likeness: (-likeness.score, likeness.customer.pk))


def compare(one: Customer, other: Customer) -> Likeness:
    """How alike two records are. Names that differ never are: a household shares address and telephone."""
    from rapidfuzz import fuzz

    if one.kind != other.kind:
        return Likeness(other, 0, ())
    if fuzz.token_sort_ratio(fold(one.family_name), fold(other.family_name)) < 85 or not _given_fit(
        one, other
    ):
        return Likeness(other, 0, ())
    same_name = _equal(fold(one.name), fold(other.name))
    points, reasons = (45, [_("the same name")]) if same_name else (35, [_("a similar name")])
    for weight, reason, same in (
        (40, _("the same e-mail address"), _equal(one.email, other.email)),
        (30, _("the same address"), _same_place(one, other)),
        (25, _("the same telephone number"), _equal(_digits(one.phone), _digits(other.phone))),
    ):
        if same:
            points += weight
            reasons.append(reason)
    return Likeness(other, min(points, 100), tuple(reasons))


def _candidates(customer: Customer) -> Iterator[Customer]:
    rows = Customer.objects.filter(erased_at=None, merged_into=None).exclude(pk=customer.pk)
    found: dict[object, Customer] = {}
    if customer.email:
        found |= {row.pk: row for row in rows.filter(email=customer.email)[:_MOST]}
    # The beginning of the family name: a letter mistyped behind it is still found.
    first = name_key(customer.family_name, "").decode(errors="ignore")[:4]
    if first:
        low, high = beginning(first)
        named = rows.filter(name_key__gte=low, name_key__lt=high)
        if place := customer.address.get("postcode"):
            named = named.filter(address__postcode=place)
        found |= {row.pk: row for row in named.order_by("name_key", "id")[:_MOST]}
    yield from found.values()


def _called_different(customer: Customer) -> Iterator[object]:
    rows = Suspicion.objects.filter(state=Suspicion.State.DIFFERENT)
    yield from rows.filter(first=customer).values_list("second_id", flat=True)
    yield from rows.filter(second=customer).values_list("first_id", flat=True)


def _given_fit(one: Customer, other: Customer) -> bool:
    """Whether the given names can be one person's: "E." is Erika, Hans is not Erika."""
    from rapidfuzz import fuzz

    first, second = fold(one.given_name), fold(other.given_name)
    if not first or not second:
        return True
    short = min(len(first.rstrip(".")), len(second.rstrip(".")))
    return first[:short] == second[:short] or fuzz.ratio(first, second) >= 80


def _same_place(one: Customer, other: Customer) -> bool:
    def place(customer: Customer) -> str:
        parts = [customer.address.get(key, "") for key in ("street", "house_number", "postcode")]
        return fold("".join(parts)).replace("str.", "strasse") if parts[0] and parts[2] else ""

    return _equal("".join(place(one).split()), "".join(place(other).split()))


def _digits(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    return digits.removeprefix("0049").removeprefix("49").lstrip("0") if len(digits) > 5 else ""


def _equal(one: str, other: str) -> bool:
    return bool(one) and one == other
