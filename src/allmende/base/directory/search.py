"""The search index over services: built once per tenant and process, again after a change."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from allmende.foundation.search.cache import TenantCache
from allmende.foundation.search.index import Document, FuzzyIndex

from .models import Service, Topic
from .words import everyday_words

#: So many municipalities' indexes a process keeps, some 8 MB each for a catalogue of 5,000 services.
INDEXES_KEPT = 8
#: Words that say nothing about which service is meant.
WEAK_WORDS = (
    "an auf aus bei bekommen brauche brauchen das dem den der des die ein eine einem einen einer für ich im "
    "in mein meine meinen meiner mit möchte neu neuen oder online soll und vom von was wie will wo zu zum zur "
    "amt antrag beantragen beantragung formular stadt a an and apply for form get how i my new of the to want"
)
_COLUMNS = (
    "id", "name", "synonyms", "summary", "leika_key", "group", "featured", "source", "translations",
    "life_situation_id", "subject_id",
)  # fmt: skip


def service_index() -> FuzzyIndex[uuid.UUID]:
    """The current tenant's index."""
    last = Service.objects.aggregate(last=Max("changed_at"))["last"]
    return _indexes.get(stamp=last, build=_build)


def _build() -> FuzzyIndex[uuid.UUID]:
    return FuzzyIndex(_documents(), weak=WEAK_WORDS.split())


def _documents() -> Iterator[Document[uuid.UUID]]:
    topics = dict(Topic.objects.values_list("id", "name"))
    for row in Service.objects.filter(is_active=True).values(*_COLUMNS).iterator(chunk_size=2000):
        translated = [texts for texts in row["translations"].values() if isinstance(texts, dict)]
        yield Document(
            key=row["id"],
            titles=tuple(_titles(row, translated)),
            text=(
                (row["leika_key"], 1.0),
                (everyday_words(row["name"]), 0.85),
                (row["group"], 0.4),
                (" ".join([row["summary"], *(str(texts.get("summary", "")) for texts in translated)]), 0.3),
                (topics.get(row["life_situation_id"], ""), 0.25),
                (topics.get(row["subject_id"], ""), 0.2),
            ),
            boost=_boost(row),
        )


def _boost(row: dict[str, Any]) -> float:
    """Services with texts of the municipality's own go before bare entries of the catalogue."""
    return (0.08 if row["source"] == Service.Source.LOCAL else 0.0) + (0.05 if row["featured"] else 0.0)


def _titles(row: dict[str, Any], translated: list[dict[str, Any]]) -> Iterator[str]:
    yield row["name"]
    yield from row["synonyms"]
    for texts in translated:
        if texts.get("name"):
            yield texts["name"]
        yield from texts.get("synonyms") or []


_indexes: TenantCache[FuzzyIndex[uuid.UUID]] = TenantCache(size=INDEXES_KEPT)
