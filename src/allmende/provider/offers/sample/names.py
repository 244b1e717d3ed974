"""Invented places, schools and people."""

from __future__ import annotations

import unicodedata
from random import Random

_BEFORE = ("", "", "", "Ober", "Unter", "Neu", "Alt", "Groß", "Klein", "Hinter", "Vorder")
_MIDDLE = (
    "eichen", "linden", "mühl", "birken", "hasel", "erlen", "sonnen", "schwarzen", "weißen", "roten",
    "stein", "wolfs", "hirsch", "raben", "fuchs", "lerchen", "immen", "rosen", "dorn", "kirsch", "apfel",
    "buchen", "ahorn", "kiesel", "moos", "wiesen", "brunnen", "kloster", "amsel", "falken", "otter",
    "silber",
)  # fmt: skip
_AFTER = (
    "bach", "hausen", "heim", "feld", "dorf", "berg", "tal", "au", "furt", "weiler", "stetten", "hofen", "kirch",
    "brunn", "rode", "stadt",
)  # fmt: skip
_SCHOOLS = (
    ("Grundschule", "gs", 220), ("Grundschule", "gs", 180), ("Realschule", "rs", 620), ("Gymnasium", "gym", 900),
    ("Gemeinschaftsschule", "gms", 540), ("Berufliche Schule", "bs", 1400), ("Förderschule", "sbbz", 120),
)  # fmt: skip
_PLACES = (
    "am Stadtpark",
    "an der Mühle",
    "im Tal",
    "am Anger",
    "am Wald",
    "am Fluss",
    "am Markt",
    "Nord",
    "Süd",
    "am Berg",
)
_GIVEN = (
    "Anna", "Ben", "Carla", "David", "Elif", "Finn", "Greta", "Hannes", "Ida", "Jakob", "Karin", "Lukas",
    "Mira", "Nils", "Olga", "Paul", "Rana", "Stefan", "Tina", "Uwe", "Vera", "Wiebke", "Yusuf", "Zoe",
    "Birgit", "Georg", "Petra", "Oskar",
)  # fmt: skip
_FAMILY = (
    "Amsel", "Bergner", "Conradi", "Dietz", "Erlacher", "Fichtner", "Gerlach", "Haller", "Immel", "Jung",
    "Kesselring", "Lindner", "Moosmann", "Neuhaus", "Ottner", "Pfeifer", "Quandt", "Rieger", "Sattler",
    "Thalheim", "Uhlig", "Vollmer", "Wagenbach", "Yıldız", "Ziegler", "Brandl", "Fuchs", "Kremer", "Lorenz",
    "Öztürk", "Seeger", "Weidner",
)  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i"})


def plain(text: str) -> str:
    """As it may stand in a domain or an address: ``Groß Mühlbach`` → ``gross-muehlbach``."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_GERMAN))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in folded).split())


def towns(count: int, dice: Random) -> list[str]:
    """So many different names of places, in random order."""
    found = [f"{a}{b}{c}" for a in sorted(set(_BEFORE)) for b in _MIDDLE for c in _AFTER]
    return [name[0].upper() + name[1:] for name in dice.sample(found, count)]


def school(town: str, dice: Random) -> tuple[str, str, str, int]:
    """(name, school type, how its domain begins, people)."""
    kind, short, people = dice.choice(_SCHOOLS)
    place = f" {dice.choice(_PLACES)}" if dice.random() < 0.6 else ""
    return f"{kind}{place} {town}", kind, f"{short}-{plain(town)}", int(people * dice.uniform(0.6, 1.5))


def person(dice: Random) -> str:
    """A name."""
    return f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}"
