import pytest

from allmende.base.addresses.actions import save_area
from allmende.base.addresses.areas import PolygonError
from allmende.base.addresses.queries import area_of_address, areas_at
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.context import use_tenant

from .factories import make_addresses, make_area


def keys(x, kind="district"):
    return [area.key for area in areas_at(x, 5500000.0, kind)]


def test_a_point_lies_in_its_area(tenant):
    make_area("west", 499000, 500000)
    make_area("east", 500000, 501000)
    assert keys(499500) == ["west"]
    assert keys(500500) == ["east"]
    assert keys(600000) == []


def test_a_border_belongs_to_both_sides(tenant):
    make_area("west", 499000, 500000)
    make_area("east", 500000, 501000)
    assert keys(500000) == ["east", "west"]


def test_kinds_are_kept_apart(tenant):
    make_area("zone", 499000, 501000, kind="parking-zone")
    assert keys(500000) == []
    assert keys(500000, "parking-zone") == ["zone"]


def test_a_moved_border_is_noticed(tenant):
    make_area("west", 499000, 500000)
    assert keys(500500) == []
    make_area("west", 499000, 501000)
    assert keys(500500) == ["west"]


def test_the_area_of_an_address(tenant):
    make_addresses(("Markt", 5, ""))
    make_area("mitte", 499000, 501000)
    assert area_of_address("markt", "5", "district").key == "mitte"
    assert area_of_address("markt", "6", "district") is None


def test_another_municipality_has_its_own(tenant, other_tenant):
    make_area("west", 499000, 501000)
    assert keys(500000)
    with use_tenant(other_tenant):
        assert keys(500000) == []


def test_positions_in_degrees_become_metres(tenant):
    ring = [[8.99, 49.6], [9.01, 49.6], [9.01, 49.7], [8.99, 49.6]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    area = save_area(kind="district", key="d", name="D", polygon=polygon, degrees=True, actor=SYSTEM)
    assert 490000 < area.polygon["coordinates"][0][0][0] < 510000


@pytest.mark.parametrize(
    "polygon",
    [
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[["a", "b"]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
    ],
)
def test_what_is_no_polygon_is_refused(tenant, polygon):
    with pytest.raises(PolygonError):
        save_area(kind="district", key="x", name="X", polygon=polygon, actor=SYSTEM)
