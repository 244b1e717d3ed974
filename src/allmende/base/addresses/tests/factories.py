from allmende.base.addresses.actions import import_addresses, save_area
from allmende.base.addresses.entries import Entry
from allmende.base.addresses.models import Area
from allmende.foundation.events.types import SYSTEM


def make_addresses(*addresses: tuple[str, int, str]) -> None:
    """House numbers such as ("Markt", 5, "A"), a metre apart, beginning at (500000, 5500000)."""
    streets = {street: str(number) for number, (street, _, _) in enumerate(addresses)}
    entries = [
        Entry(streets[street], street, number, suffix, "65999", 500000.0 + place, 5500000.0)
        for place, (street, number, suffix) in enumerate(addresses)
    ]
    import_addresses(entries=entries, actor=SYSTEM)


def make_area(key: str, west: float, east: float, kind: str = "district") -> Area:
    """A rectangle between two eastings around the northing 5500000."""
    south, north = 5499000.0, 5501000.0
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    return save_area(kind=kind, key=key, name=key.title(), polygon=polygon, actor=SYSTEM)
