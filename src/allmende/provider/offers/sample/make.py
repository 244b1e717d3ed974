"""A sample as four lists, written to files or taken over at once; the same seed makes the same lists."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

from allmende.foundation.tables import TableRow

from .people import CONTACTS, CUSTOMERS, People
from .plan import make_plan
from .things import RESOURCES, Things

DEPENDENCIES = ("resource_type", "resource_number", "needs_type", "needs_number", "kind", "note")
OFFERS = Path(__file__).parent / "offers.yaml"
#: Fewer have too little of everything for the proportions.
FEWEST = 10


class SampleList:
    """One list as ``tables.LongTable`` gives it: to be taken over without a file between."""

    def __init__(self, columns: tuple[str, ...], make: Callable[[], Iterable[tuple[str, ...]]]) -> None:
        self.columns, self._make = columns, make
        self.lines: int | None = None
        self._digest = hashlib.sha256(_as_csv(columns))

    def rows(self) -> Iterator[TableRow]:
        """The lines, counted from 2 as in a file; read once."""
        for number, line in enumerate(self._make(), start=2):
            self._digest.update(_as_csv(line))
            yield TableRow(number, dict(zip(self.columns, line, strict=True)))

    @property
    def sha256(self) -> str:
        """Of the file that ``write_sample`` would write, once all rows were read."""
        return self._digest.hexdigest()

    def write(self, path: Path) -> None:
        """As CSV."""
        with path.open("wb") as file:
            file.write(_as_csv(self.columns))
            file.writelines(map(_as_csv, self._make()))


def make_sample(*, schools: int, seed: int, offices: bool = True) -> dict[str, SampleList]:
    """Customers, contacts, resources and dependencies of so many schools, in the order in which they are taken over.

    ``offices``: with the offices of a city.
    """
    if schools < FEWEST:
        raise ValueError(f"A sample needs {FEWEST} schools at least.")
    dice = Random(seed)  # noqa: S311 - always the same schools
    people = People(schools, dice, offices=offices)
    things = Things(people, make_plan(schools, dice), dice)

    def seeded(
        make: Callable[[], Iterable[tuple[str, ...]]], salt: str
    ) -> Callable[[], Iterable[tuple[str, ...]]]:
        def run() -> Iterable[tuple[str, ...]]:
            dice.seed(f"{seed}:{salt}")
            return make()

        return run

    return {
        "customers": SampleList(CUSTOMERS, seeded(people.customers, "customers")),
        "contacts": SampleList(CONTACTS, seeded(people.contacts, "contacts")),
        "resources": SampleList(RESOURCES, seeded(things.lines, "resources")),
        "dependencies": SampleList(DEPENDENCIES, seeded(things.dependencies, "dependencies")),
    }


def write_sample(folder: Path, *, schools: int, seed: int) -> list[Path]:
    """Four CSV files and the catalogue as YAML."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / OFFERS.name]
    shutil.copyfile(OFFERS, paths[0])
    for name, table in make_sample(schools=schools, seed=seed).items():
        paths.append(folder / f"{name}.csv")
        table.write(paths[-1])
    return paths


def _as_csv(line: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(line)
    return out.getvalue().encode()
