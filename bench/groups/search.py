"""Finding a service in spite of a typing error, among 5,225."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from allmende.base.directory.models import Service
from allmende.base.directory.queries import search_services
from bench.figure import Figure, at_most, median_ms
from bench.world import municipality

SIZE = 5225
WORDS = (
    "Hund Steuer Anmeldung Bewohner Parkausweis Gewerbe Erlaubnis Bau Wasser Schule "
    "Pass Meldung Register Auskunft Straßen Fest Kind Geld Wohn Berechtigung"
).split()
TYPOS = ["hnud anmleden", "gewerbe anmledung", "bewohnerparkausweiss", "reisepas", "wohngled"]


def names() -> list[str]:
    """Names as real catalogues have them: compounds and phrases, all different."""
    made = []
    for number in range(SIZE):
        a, b, c = number % 20, (number // 20) % 20, (number // 400) % 20
        made.append(f"{WORDS[a]}{WORDS[b].lower()} – {WORDS[c]} {number}")
    return made


def figures() -> Iterator[Figure]:
    with municipality() as tenant:
        Service.objects.bulk_create(
            [
                Service(tenant=tenant, slug=f"s{i}", name=name, leika_key=f"99{i:012d}")
                for i, name in enumerate(names())
            ]
        )
        list(search_services("warm"))
        value = max(median_ms(lambda text=text: list(search_services(text)), runs=20) for text in TYPOS)
        labels = names()
        floor = median_ms(
            lambda: process.extract("hnud anmleden", labels, scorer=fuzz.QRatio, limit=10), runs=20
        )
        yield at_most(
            "service search with a typing error",
            value,
            30,
            "ms",
            floor=round(floor, 2),
            floor_is="rapidfuzz over the names",
        )
