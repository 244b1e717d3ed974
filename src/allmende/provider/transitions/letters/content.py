"""What one letter says: put together from the programme's record, in the language of its reader.

Everything about dates, windows and effects comes from ``transitions.wording``; nothing here prints a date of a measure.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.offers.comparison import in_neutral_order
from allmende.provider.offers.models import Alternative, Contact, Institution
from allmende.provider.transitions.kinds import can_choose
from allmende.provider.transitions.models import Effect, Measure, OpenPoint, Programme, Revision
from allmende.provider.transitions.queries import effects_for_words, measures_of
from allmende.provider.transitions.wording import EffectWords, effect_words
from allmende.provider.transitions.words import ChangeWords, changes_in_words

_WHY_NOW = gettext_lazy(
    "We write to you because we could not reach a colleague of yours, or nobody has reacted so far."
)


@dataclass(frozen=True)
class Item:
    """One numbered effect; ``institutions`` are named where the letter is about several."""

    number: int
    words: EffectWords
    institutions: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The effect in one line: when, and whether there is anything to do."""
        return f"{self.words.title}: {' '.join((*self.words.when, self.words.action))}"


@dataclass(frozen=True)
class Content:
    """A letter before it is set as page, e-mail or paper."""

    language: str
    subject: str
    salutation: str
    why_you: str
    why_now: str
    reasons: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    changes: tuple[ChangeWords, ...] = ()
    change_summary: str = ""
    open_points: tuple[str, ...] = ()
    is_change: bool = False
    nothing_to_do: bool = False
    institutions: tuple[str, ...] = ()


@dataclass
class Source:
    """What all letters of a programme are made from, read once for a batch."""

    programme: Programme
    revision: Revision | None
    effects: Mapping[uuid.UUID, list[Effect]]
    successors: Mapping[uuid.UUID, list[Alternative]] = field(default_factory=dict)
    open_points: tuple[str, ...] = ()


def source_of(
    programme: Programme,
    revision: Revision | None,
    institution_ids: Iterable[uuid.UUID],
    effects: Mapping[uuid.UUID, list[Effect]] | None = None,
) -> Source:
    """Read what letters to these institutions need: six statements, however many they are.

    ``effects``: planned ones, for a preview before anything is written.
    """
    measures = measures_of(programme)
    found = effects if effects is not None else effects_for_words(programme, institution_ids, measures)
    points = OpenPoint.objects.filter(programme=programme, closed_at=None).order_by("id")
    return Source(
        programme, revision, found, _successors(measures), tuple(points.values_list("text", flat=True))
    )


def content_for(
    source: Source, contact: Contact | None, institutions: Sequence[Institution], *, is_reminder: bool = False
) -> Content | None:
    """The letter to ``contact`` about its institutions; None where none of them is affected any more.

    Without a contact it is addressed to the institution itself.
    """
    affected = [one for one in institutions if source.effects.get(one.pk) or _is_told(source, one)]
    if not affected:
        return None
    language = contact.language if contact else "de"
    with translation.override(language):
        return _content(source, contact, affected, language, is_reminder)


def _content(
    source: Source,
    contact: Contact | None,
    institutions: Sequence[Institution],
    language: str,
    is_reminder: bool,
) -> Content:
    programme, revision = source.programme, source.revision
    is_change = revision is not None and revision.number > 1
    items = _items(source, institutions)
    subject = _("Change: %(title)s") if is_change else _("What changes for you: %(title)s")
    return Content(
        language=language,
        subject=subject % {"title": programme.title},
        salutation=_salutation(contact),
        why_you=_why_you(contact, institutions),
        why_now=str(_WHY_NOW) if is_reminder else "",
        reasons=tuple((label, text) for label, text in _reasons(programme) if text.strip()),
        items=items,
        changes=_changes(revision, institutions) if revision and is_change else (),
        change_summary=revision.summary if revision and is_change else "",
        open_points=source.open_points,
        is_change=is_change,
        nothing_to_do=not any(
            effect.action_needed for one in institutions for effect in source.effects.get(one.pk, ())
        ),
        institutions=tuple(one.name for one in institutions),
    )


def _changes(revision: Revision, institutions: Sequence[Institution]) -> tuple[ChangeWords, ...]:
    """The differences that concern these institutions, each once, in order."""
    places = {place for one in institutions for place in revision.touched.get(str(one.pk), ())}
    return tuple(changes_in_words(revision, sorted(places)))


def _items(source: Source, institutions: Sequence[Institution]) -> tuple[Item, ...]:
    """The effects in the order of measures; equal words to several institutions are said once."""
    said: dict[tuple[int, uuid.UUID, EffectWords], list[str]] = {}
    for institution in institutions:
        for effect in source.effects.get(institution.pk, ()):
            key = (effect.measure.order, effect.measure_id, effect_words(effect))
            said.setdefault(key, []).append(institution.name)
    several = len(institutions) > 1
    seed = str(institutions[0].pk) if source.programme.no_recommendation else ""
    return tuple(
        Item(
            number, words, tuple(names) if several else (),
            tuple(str(one) for one in in_neutral_order(source.successors.get(measure, ()), seed)),
        )
        for number, ((_order, measure, words), names) in enumerate(
            sorted(said.items(), key=lambda each: each[0][:2]), start=1
        )
    )  # fmt: skip


def _successors(measures: Sequence[Measure]) -> dict[uuid.UUID, list[Alternative]]:
    """Measure → what can follow its offer, where something has to be chosen."""
    offers = {one.offer_id for one in measures if one.offer_id and can_choose(one)}
    rows = Alternative.objects.filter(offer_id__in=offers, is_active=True).select_related("own")
    by_offer: dict[uuid.UUID, list[Alternative]] = {}
    for row in rows:
        by_offer.setdefault(row.offer_id, []).append(row)
    return {one.pk: by_offer.get(one.offer_id, []) for one in measures if one.offer_id and can_choose(one)}


def _salutation(contact: Contact | None) -> str:
    if contact is None or not contact.name:
        return _("Good day,")
    return _("Good day, %(name)s,") % {"name": contact.name}


def _why_you(contact: Contact | None, institutions: Sequence[Institution]) -> str:
    names = ", ".join(one.name for one in institutions)
    if contact is None:
        return _(
            "This letter goes to %(names)s, because we know of no contact person there. Please pass it on to whoever "
            "is responsible, and tell us whom we may write to."
        ) % {"names": names}
    return _(
        "You receive this message as contact person of %(names)s, where at least one of the services below is used. "
        "Please pass the information on inside your institution for its planning."
    ) % {"names": names}


def _reasons(programme: Programme) -> list[tuple[str, str]]:
    return [
        (_("Why this happens"), programme.reason),
        (_("Why our capacity matters"), programme.capacity_conflict),
        (_("Legal basis"), programme.legal_basis),
        (
            _("What has happened so far"),
            "\n\n".join(f"{one['on']}: {one['text']}" for one in programme.history),
        ),
        (_("Where the programme stands"), programme.phase),
    ]


def _is_told(source: Source, institution: Institution) -> bool:
    """Whether the revision tells it something though nothing reaches it any more."""
    return source.revision is not None and bool(source.revision.touched.get(str(institution.pk)))
