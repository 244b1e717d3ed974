"""Movements and the claims they pay, many at a time: the database is asked for all Kassenzeichen at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Length

from ..models import Claim
from .camt import Movement
from .finding import mistyped_in, named_in

_AT_ONCE = 500


@dataclass(frozen=True)
class Found:
    """A claim for a movement. ``sure``: booked at once; else a suggestion for the clerk."""

    claim: Claim
    how: str
    sure: bool


def lengths() -> list[int]:
    """How long the Kassenzeichen of this municipality are: patterns change over the years."""
    found = Claim.objects.annotate(size=Length("kassenzeichen")).order_by().values_list("size", flat=True)
    return sorted(set(found.distinct()))


def match(movements: Sequence[Movement], sizes: Sequence[int]) -> list[Found | None]:
    """The claim of each movement, where one is sure: its Kassenzeichen stands there, or nearly and the amount fits."""
    exact = [named_in(_words(one), sizes) if one.amount > 0 else [] for one in movements]
    claims = _claims(name for names in exact for name in names)
    found = [_named(names, claims) for names in exact]
    missing = [place for place, one in enumerate(movements) if found[place] is None and one.amount > 0]
    meant = {place: mistyped_in(_words(movements[place]), sizes) for place in missing}
    claims = _claims(name for names in meant.values() for name in names)
    for place, names in meant.items():
        found[place] = _nearly(names, claims, movements[place].amount)
    return found


def _named(names: Iterable[str], claims: dict[str, Claim]) -> Found | None:
    """Where two claims are named, the transfer may be meant for both: that is a clerk's to say."""
    there = [claims[name] for name in names if name in claims]
    return Found(there[0], "exact", True) if len(there) == 1 else None


def _nearly(names: Iterable[str], claims: dict[str, Claim], amount: Decimal) -> Found | None:
    """A mistyped Kassenzeichen counts only where exactly one claim is close and exactly this amount is open."""
    there = [claims[name] for name in names if name in claims]
    fitting = [claim for claim in there if claim.is_payable and claim.owed == amount]
    return Found(fitting[0], "typo", True) if len(fitting) == 1 else None


def suggest(*, text: str, payer: str, amount: Decimal, sizes: Sequence[int], most: int = 5) -> list[Claim]:
    """What an unmatched movement may be meant for, the best first: by Kassenzeichen, by name, by amount."""
    claims = _claims([*named_in(text, sizes), *mistyped_in(text, sizes)])
    open_states = [Claim.State.OPEN, Claim.State.PARTLY]
    owed = Claim.objects.filter(Q(total=amount), state__in=open_states, received=0).select_related("customer")
    family = payer.replace(",", " ").split()
    candidates = [*claims.values(), *owed[:200]]
    unique = {claim.pk: claim for claim in candidates}

    def rank(claim: Claim) -> tuple[int, int, int]:
        name = claim.customer.family_name.casefold() if claim.customer else ""
        same_name = bool(name) and name in [part.casefold() for part in family]
        return (-int(claim.kassenzeichen in claims), -int(same_name), -int(claim.owed == amount))

    ranked = sorted(unique.values(), key=rank)
    return [claim for claim in ranked if rank(claim) < (0, 0, 0)][:most]


def _claims(names: Iterable[str]) -> dict[str, Claim]:
    wanted = list(dict.fromkeys(names))
    found: dict[str, Claim] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Claim.objects.filter(kassenzeichen__in=wanted[start : start + _AT_ONCE])
        found |= {claim.kassenzeichen: claim for claim in rows}
    return found


def _words(one: Movement) -> str:
    """What names the claim: the words of the transfer and the reference that software puts elsewhere."""
    return f"{one.text}\n{one.end_to_end}"
