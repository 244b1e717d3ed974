"""What questions can be about: an offer, and what apps above register, such as a programme."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from allmende.foundation.ids import read_key
from allmende.foundation.registry import Registry
from allmende.provider.offers.models import Offer


@dataclass(frozen=True)
class About:
    """For texts ``<key>:<uuid>``: ``label`` its name (None: there is none), ``choices`` (key, name) for staff's list,
    and ``page`` its public address.
    """

    key: str
    label: Callable[[uuid.UUID], str | None]
    choices: Callable[[], Iterable[tuple[uuid.UUID, str]]]
    page: Callable[[uuid.UUID], str] = lambda key: ""


#: "offer" stands here already; "programme" comes from the app of programmes.
abouts: Registry[About] = Registry("what a question is about")


def label_of(about: str) -> str | None:
    """The name of what a question is about; None where it does not exist, or nothing is meant."""
    kind, _colon, text = about.partition(":")
    key = read_key(text)
    if kind not in abouts or key is None:
        return None
    return abouts[kind].label(key)


def page_of(about: str) -> str:
    """The public page of what a question is about; empty where it has none."""
    kind, _colon, text = about.partition(":")
    key = read_key(text)
    return abouts[kind].page(key) if kind in abouts and key is not None else ""


def choices() -> list[tuple[str, str]]:
    """("offer:<uuid>", name) of everything that an answer can be about."""
    return [(f"{about.key}:{key}", name) for about in abouts for key, name in about.choices()]


def _offer(key: uuid.UUID) -> str | None:
    return Offer.objects.filter(pk=key).values_list("name", flat=True).first()


def _offers() -> list[tuple[uuid.UUID, str]]:
    return list(Offer.objects.order_by("name", "id").values_list("pk", "name"))


def _offer_page(key: uuid.UUID) -> str:
    found = Offer.objects.filter(pk=key).values_list("key", flat=True).first()
    return reverse("offers:offer", args=[found]) if found else ""


OFFER = About("offer", _offer, _offers, _offer_page)
