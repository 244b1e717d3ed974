"""Taking over 10,000 contacts and 60,000 resources, and what breaks when something ends."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from allmende.foundation import sql
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.context import current_tenant_id
from allmende.provider.offers.models import Variant
from allmende.provider.offers.resources.actions import find_dependencies
from allmende.provider.offers.resources.importing.run import CHUNK, import_file
from allmende.provider.offers.resources.queries import load_graph
from allmende.provider.offers.sample.catalogue import load_offers
from allmende.provider.offers.sample.make import OFFERS, write_sample
from bench.figure import Figure, at_most, median_ms

from . import SCHOOLS


def figures() -> Iterator[Figure]:
    load_offers(OFFERS, actor=SYSTEM)
    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder), schools=SCHOOLS, seed=1)
        take("customers", folder)
        floor = plain(Path(folder) / "contacts.csv") + plain(Path(folder) / "resources.csv")
        seconds = take("contacts", folder) + take("resources", folder)
        yield at_most(
            "import of 10,000 contacts and 60,000 resources", seconds, 60, "s",
            floor=round(floor, 2), floor_is="the lines read and inserted as text",
        )  # fmt: skip
        seconds = take("contacts", folder) + take("resources", folder)
        yield at_most("the same files again, nothing to change", seconds, 60, "s")
        take("dependencies", folder)
    started = time.perf_counter()
    find_dependencies(by=SYSTEM)
    yield at_most("what needs what, found in 60,000 resources", time.perf_counter() - started, 30, "s")
    moving = Variant.objects.filter(offer__key="line-dsl").values_list("pk", flat=True)

    def broken() -> int:
        graph = load_graph()
        return len(graph.broken_by(graph.of_variants(moving)))

    yield at_most(
        "what breaks with all DSL lines, among 60,000 resources", median_ms(broken, runs=5, warm=1) / 1000, 1.5, "s",
        floor=round(median_ms(read, runs=5, warm=1) / 1000, 2), floor_is="the rows read",
    )  # fmt: skip


def take(kind: str, folder: str) -> float:
    """Seconds that the import of a list takes; every line must be usable."""
    started = time.perf_counter()
    report = import_file(kind=kind, path=Path(folder) / f"{kind}.csv", actor=SYSTEM)
    if report.refused:
        raise RuntimeError(f"{kind}: {report.refusals[:3]}")
    return time.perf_counter() - started


def plain(path: Path) -> float:
    """Seconds for reading a list and inserting its lines into a table of texts, in the same chunks."""
    table = f"bench_{path.stem}"
    started = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        columns = next(rows)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {table} ({', '.join(f'c{n} text' for n in range(len(columns)))})")
        while chunk := list(islice(rows, CHUNK)):
            with transaction.atomic():
                sql.execute_many(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(columns))})", chunk)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")
    return seconds


def read() -> None:
    """The rows of the graph, as the database has them."""
    tenant = [sql.key(current_tenant_id())]
    sql.rows("SELECT * FROM resources_resource WHERE tenant_id = %s", tenant)
    sql.rows("SELECT * FROM resources_dependency WHERE tenant_id = %s", tenant)
