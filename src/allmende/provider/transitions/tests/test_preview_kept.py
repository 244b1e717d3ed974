"""A preview is kept while a coordinator reads its lists, and never older than what it tells of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.actions import close_institution, save_alternative, save_institution, set_price
from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.actions import add_dependency, end_resource, save_resource
from allmende.provider.offers.resources.importing import run
from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions import actions, preview, queries
from allmende.provider.transitions.models import Effect, MeasureDate
from allmende.provider.transitions.planning import effect_of
from allmende.provider.transitions.reach import load_estate, reach

from .belwue import World, make_world


@pytest.fixture
def world(tenant: object) -> World:
    return make_world()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each time that a preview is worked out."""
    found: list[object] = []
    work = preview.preview

    def counted(programme: object) -> object:
        found.append(programme)
        return work(programme)  # type: ignore[arg-type]

    monkeypatch.setattr(preview, "preview", counted)
    return found


def line(world: World) -> Resource:
    return Resource.objects.get(number="L-1")


def more_lines(world: World) -> object:
    return save_resource(type="line", number="L-9", fields={"technology": "dsl"}, institution=world.nothing,
                         variant=world.variants["line-dsl"], by=SYSTEM)  # fmt: skip


def needed(world: World) -> object:
    other = Resource.objects.get(number="L-F")
    return add_dependency(resource=other, needs=line(world), kind="needs", by=SYSTEM)


def dearer(world: World) -> object:
    return set_price(variant=world.variants["webhosting"], payer="state", period="year", amount=Decimal("90.00"),
                     valid_from=date(2020, 1, 1), by=SYSTEM)  # fmt: skip


def moved(world: World) -> object:
    row = MeasureDate.objects.select_related("measure").get(measure__key="lines", event="end")
    return actions.set_date(
        measure=row.measure, event="end", kind="fixed", on=date(2025, 1, 31), replaces=row, by=None
    )


def without_reason(world: World) -> object:
    return actions.change_programme(
        programme=world.programme, version=world.programme.version, reason="", by=None
    )


CHANGES: dict[str, Callable[[World], object]] = {
    "a resource comes": more_lines,
    "a resource ends": lambda world: end_resource(resource=line(world), by=SYSTEM),
    "somebody needs it": needed,
    "a school closes": lambda world: close_institution(
        institution=world.bound, on=timezone.localdate(), by=SYSTEM),
    "a school is another kind": lambda world: save_institution(
        number=world.bound.number, name="Amt", kind="office", by=SYSTEM),
    "a price": dearer,
    "a successor": lambda world: save_alternative(
        offer=world.variants["line-dsl"].offer, name="C", cost={"body": "1.00"}, by=SYSTEM),
    "a date": moved,
    "a text": without_reason,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_worked_out_once_and_again_after_each_change(
    world: World, built: list[object], change: Callable[[World], object]
) -> None:
    before = preview.kept_preview(world.programme)
    assert preview.kept_preview(world.programme) is before
    assert len(built) == 1
    change(world)
    programme = type(world.programme).objects.get(pk=world.programme.pk)
    after = preview.kept_preview(programme)
    assert len(built) == 2
    assert after != before


def test_nothing_is_kept_while_a_list_is_imported_nor_after_one_that_was_cut_off(
    world: World, built: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 1)
    numbers = [(world.everything.number, "Anders A"), (world.bound.number, "Anders B")]
    path = tmp_path / "customers.csv"
    path.write_text("number;kind;name\n" + "".join(f"{number};school;{name}\n" for number, name in numbers))

    def cut_off(count: int, total: int | None = None) -> None:
        if count:
            preview.kept_preview(world.programme)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.import_file(kind="customers", path=path, actor=SYSTEM, advance=cut_off)
    preview.kept_preview(world.programme)
    assert len(built) == 2
    run.import_file(kind="customers", path=path, actor=SYSTEM)
    preview.kept_preview(world.programme)
    preview.kept_preview(world.programme)
    assert len(built) == 3


def test_one_institutions_effects_are_those_of_all_though_little_is_read(
    world: World, at_most_queries: object
) -> None:
    shared = save_resource(type="server", number="S-1", name="Server", fields={}, by=SYSTEM)
    add_dependency(resource=shared, needs=line(world), kind="reached_by", by=SYSTEM)
    add_dependency(resource=Resource.objects.get(number="L-F"), needs=shared, kind="needs", by=SYSTEM)
    estate = load_estate()
    for institution in (world.everything, world.fibre, world.bound, world.nothing):
        expected = [
            effect_of(extent, institution.pk, extent.affected[institution.pk], estate)
            for extent in (reach(measure, estate) for measure in queries.measures_of(world.programme))
            if institution.pk in extent.affected
        ]
        with at_most_queries(16):  # type: ignore[operator]
            found = preview.effects_as_planned(world.programme, institution)
        assert [said(row) for row in found] == [said(row) for row in expected]
        assert bool(found) == (institution != world.nothing)


def said(effect: Effect) -> tuple[object, ...]:
    """An effect without the order in which its parts were read."""
    return (
        effect.measure_id, sorted(row["resource"] for row in effect.resources),
        sorted((row["resource"], *row["through"]) for row in effect.breaks), effect.action_needed,
        effect.conflict_until, effect.cost_before, effect.cost_after,
    )  # fmt: skip


def test_a_list_behind_a_number_goes_by_pages(world: World, client: object) -> None:
    from allmende.provider.offers.tests.factories import make_provider

    client.force_login(make_provider())  # type: ignore[attr-defined]
    address = f"/arbeitsplatz/umstellungen/{world.programme.pk}/vorschau/liste/?konflikte=1"
    page = client.get(address).content.decode()  # type: ignore[attr-defined]
    assert "Schule mit Vertrag" in page
    assert Institution.objects.get(pk=world.nothing.pk).name not in page
