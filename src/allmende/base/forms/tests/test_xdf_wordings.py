# ruff: noqa: E501 – a table with one rule a line
"""The same rules in other words, and sentences that look alike and mean something else."""

import pytest

from .test_xdf_rules import NO, YES, errors, key, read, state


@pytest.mark.parametrize(
    ("rule", "target", "cases"),
    [
        ("SOBALD F1 = JA ist, wird F10 angezeigt.", "F10", [(YES, "o"), (NO, "-")]),
        ("FALLS F1 = JA, DANN muss F10 angegeben werden.", "F10", [(YES, "!"), (NO, "o")]),
        ("Sofern F1 = Ja, ist F10 anzugeben.", "F10", [(YES, "!"), (NO, "o")]),
        ("NUR WENN F1 = Ja, DANN zeige F10.", "F10", [(YES, "o"), (NO, "-")]),
        ("F10 wird nur dann angezeigt, wenn F1 = Ja ist.", "F10", [(YES, "o"), (NO, "-")]),
        ("F10 ist genau dann auszufüllen, wenn F1 = Ja.", "F10", [(YES, "!"), (NO, "o")]),
        ("F10 ist Pflicht, wenn F1 = Ja, sonst optional.", "F10", [(YES, "!"), (NO, "o")]),
        ("Wenn F1 = Ja, dann ist F10 ein Pflichtfeld, ansonsten ist es ein optionales Feld.", "F10", [(YES, "!"), (NO, "o")]),
        ("Wenn F1 = Ja, dann wird F10 zum Pflichtfeld.", "F10", [(YES, "!"), (NO, "o")]),
        ("Wenn F1 = Ja, dann wird F10 angezeigt und F11 ausgeblendet.", "F11", [(YES, "-"), (NO, "o")]),
        ("Wird F1 mit Ja beantwortet, ist F10 anzugeben.", "F10", [(YES, "!"), (NO, "o")]),
        ("Ist F1 = Ja, muss F10 befüllt werden.", "F10", [(YES, "!"), (NO, "o")]),
        ("Ist F10 leer, darf F11 nicht leer sein.", "F11", [({}, "!"), ({"F10": "x"}, "o")]),
        ("Zeige F10 nur, wenn F1 = Ja.", "F10", [(YES, "o"), (NO, "-")]),
        ("Zeige F10 nicht, wenn F1 = Ja.", "F10", [(YES, "-"), (NO, "o")]),
        ("1. Wenn F1 = Ja, dann zeige F10. 2. Wenn F1 = Nein, dann zeige F11.", "F11", [(NO, "o"), (YES, "-")]),
        ("Wenn F1 nicht Ja ist, dann zeige F10.", "F10", [(NO, "o"), (YES, "-"), ({}, "-")]),
        ("Wenn F1 = Ja && F2 = 001, dann zeige F10.", "F10", [({**YES, "F2": "001"}, "o"), (YES, "-")]),
        ("Wenn weder F10 noch F11 befüllt ist, dann zeige F3.", "F3", [({}, "o"), ({"F11": "1"}, "-")]),
        ("Wenn keines der Felder F10, F11 befüllt ist, dann zeige F3.", "F3", [({}, "o"), ({"F11": "1"}, "-")]),
        ("Wenn F10 oder F11 befüllt ist, dann zeige F3.", "F3", [({"F11": "1"}, "o"), ({}, "-")]),
        ("Wenn mindestens eines der Felder F10 oder F11 befüllt ist, dann zeige F3.", "F3", [({"F11": "1"}, "o"), ({}, "-")]),
        ("Wenn F2 = 001 (Allein), dann zeige F10.", "F10", [({"F2": "001"}, "o"), ({"F2": "002"}, "-")]),
        ("Wenn F2 = 001 - Allein, dann zeige F10.", "F10", [({"F2": "001"}, "o"), ({"F2": "002"}, "-")]),
        ('Wenn F2 = "Allein" (001), dann zeige F10.', "F10", [({"F2": "001"}, "o"), ({"F2": "002"}, "-")]),
        ("Wenn F7 >= 1.000, dann zeige F10.", "F10", [({"F7": "1000.000000"}, "o"), ({"F7": "999.000000"}, "-"), ({"F7": "1.000000"}, "-")]),
        ("Wenn F7 > 12.345,50 Euro, dann zeige F10.", "F10", [({"F7": "12346.000000"}, "o"), ({"F7": "12345.500000"}, "-")]),
        ("Wenn F3 = -1, dann zeige F10.", "F10", [({"F3": -1}, "o"), ({"F3": 1}, "-")]),
        ("Wenn F4 nach dem 31.12.2020 liegt, dann zeige F10.", "F10", [({"F4": "2021-01-01"}, "o"), ({"F4": "2020-12-31"}, "-")]),
        ("Wenn F4 in der Zukunft liegt, dann zeige F10.", "F10", [({"F4": "2999-01-01"}, "o"), ({"F4": "2020-01-01"}, "-")]),
        ("Wenn F4 mindestens 18 Jahre, dann zeige F10.", "F10", [({"F4": "1990-01-01"}, "o"), ({"F4": "2025-01-01"}, "-")]),
        ("Wenn F3 zwischen 5 und 10 (einschließlich) liegt, dann zeige F10.", "F10", [({"F3": 10}, "o"), ({"F3": 11}, "-"), ({"F3": 4}, "-")]),
        ("Wenn F3 von 5 bis 10 ist, dann zeige F10.", "F10", [({"F3": 10}, "o"), ({"F3": 11}, "-"), ({"F3": 5}, "o")]),
        ("Wenn F4 zwischen einschließlich dem 01.01.2020 und einschließlich dem 31.12.2020 liegt, dann zeige F10.", "F10", [({"F4": "2020-12-31"}, "o")]),
        ("Wenn F3 mindestens 5 und höchstens 10 ist, dann zeige F10.", "F10", [({"F3": 10}, "o"), ({"F3": 11}, "-"), ({"F3": 4}, "-")]),
    ],
)  # fmt: skip
def test_other_words_mean_the_same(rule, target, cases):
    assert [(given, state(rule, target, **given)) for given, _wanted in cases] == cases


@pytest.mark.parametrize(
    ("rule", "good", "bad", "at"),
    [
        ("Es ist entweder F10 oder F11 anzugeben.", {"F10": "1"}, {"F10": "1", "F11": "1"}, "F10"),
        ("Genau eines der Felder F10 oder F11 muss angegeben werden.", {"F11": "1"}, {}, "F10"),
        ("Es müssen mindestens zwei der Felder F10, F11, F3 befüllt sein.", {"F10": "1", "F3": 1}, {"F10": "1"}, "F10"),
        ("Höchstens zwei der Felder F10, F11, F3 dürfen befüllt sein.", {"F10": "1", "F3": 1}, {"F10": "1", "F11": "1", "F3": 1}, "F10"),
        ("F10 und F11 dürfen nicht gleichzeitig befüllt sein.", {"F10": "1"}, {"F10": "1", "F11": "1"}, "F10"),
        ("F4 darf nicht vor dem 01.01.2020 liegen.", {"F4": "2020-01-01"}, {"F4": "2019-12-31"}, "F4"),
        ("F4 muss kleiner oder gleich F5 sein.", {"F4": "2020-01-01", "F5": "2020-01-01"}, {"F4": "2020-01-02", "F5": "2020-01-01"}, "F4"),
        ("Wenn F1 = Ja, dann muss F5 nach F4 liegen.", {"F1": False, "F4": "2020-01-02", "F5": "2020-01-01"},
         {"F1": True, "F4": "2020-01-02", "F5": "2020-01-01"}, "F5"),
        ("Wenn F1 = Ja, dann darf F3 nicht größer als 5 sein.", {"F1": True, "F3": 5}, {"F1": True, "F3": 6}, "F3"),
        ("Wenn F1 = Ja, dann darf F4 nicht in der Zukunft liegen.", {"F1": False, "F4": "2999-01-01"}, {"F1": True, "F4": "2999-01-01"}, "F4"),
        ("Wenn F1 = Ja, dann muss entweder F10 oder F11 befüllt sein.", {"F1": True, "F10": "x"}, {"F1": True}, "F10"),
        ("F3 + F6 = 100", {"F3": 60, "F6": 40}, {"F3": 60, "F6": 41}, "F3"),
        ("F3 + F6 müssen 100 ergeben.", {"F3": 60, "F6": 40}, {"F3": 60}, "F3"),
        ("Die Summe der Felder F3 und F6 muss kleiner als F7 sein.", {"F3": 6, "F6": 4, "F7": "10.500000"},
         {"F3": 6, "F6": 4, "F7": "10.000000"}, "F7"),
        ("Die Summe aus F3 und F6 darf nicht größer als 1.000 sein.", {"F3": 600, "F6": 400}, {"F3": 600, "F6": 401}, "F3"),
        ("F3 muss zwischen 1 und 10 liegen.", {"F3": 10}, {"F3": 11}, "F3"),
        ("Der Wert von F3 muss im Bereich von 1 bis 10 liegen.", {"F3": 1}, {"F3": 0}, "F3"),
        ("F3 darf nur Werte zwischen 1 und 10 annehmen.", {"F3": 1}, {"F3": 11}, "F3"),
        ("F3 muss mindestens 1 und höchstens 10 sein.", {"F3": 10}, {"F3": 11}, "F3"),
        ("F3 muss >= 1 und <= 10 sein.", {"F3": 1}, {"F3": 0}, "F3"),
        ("F7 muss zwischen 0,5 und 1.000 liegen.", {"F7": "1000.000000"}, {"F7": "0.400000"}, "F7"),
        ("F4 muss zwischen dem 01.01.2020 und dem 31.12.2020 liegen.", {"F4": "2020-12-31"}, {"F4": "2021-01-01"}, "F4"),
        ("Wenn F1 = Ja, dann muss F3 zwischen 1 und 10 liegen.", {"F1": False, "F3": 11}, {"F1": True, "F3": 11}, "F3"),
        ("F10 muss genau 5 Zeichen lang sein.", {"F10": "äbcde"}, {"F10": "abcd"}, "F10"),
        ("F10 muss 5-stellig sein.", {"F10": "abcde"}, {"F10": "abcd"}, "F10"),
        ("F10 muss fünfstellig sein.", {"F10": "abcde"}, {"F10": "abcdef"}, "F10"),
        ("F10 darf maximal 5 Zeichen haben.", {"F10": "abcde"}, {"F10": "abcdef"}, "F10"),
        ("F10 darf nicht mehr als 5 Zeichen enthalten.", {"F10": "abcde"}, {"F10": "abcdef"}, "F10"),
        ("F10 darf 5 Zeichen nicht überschreiten.", {"F10": "abcde"}, {"F10": "abcdef"}, "F10"),
        ("F10 darf eine Länge von 5 Zeichen nicht überschreiten.", {"F10": "abcde"}, {"F10": "abcdef"}, "F10"),
        ("F10 muss mindestens 3 Zeichen lang sein.", {"F10": "abc"}, {"F10": "ab"}, "F10"),
        ("F10 muss zwischen 3 und 5 Zeichen lang sein.", {"F10": "abc"}, {"F10": "abcdef"}, "F10"),
        ("Die Länge von F10 muss 5 Zeichen betragen.", {"F10": "abcde"}, {"F10": "abcdef"}, "F10"),
        ("Es dürfen maximal 5 Zeichen in F10 eingegeben werden.", {"F10": "abcde"}, {"F10": "abcdef"}, "F10"),
        ("F10 muss aus genau 5 Ziffern bestehen.", {"F10": "12345"}, {"F10": "1234a"}, "F10"),
        ("F10 darf nur Ziffern enthalten.", {"F10": "12"}, {"F10": "1a"}, "F10"),
        ("F10 darf nur aus Ziffern bestehen.", {"F10": "12"}, {"F10": "1a"}, "F10"),
        ("F10 muss mit „DE“ beginnen.", {"F10": "DE1"}, {"F10": "1DE"}, "F10"),
        ("F10 muss dem regulären Ausdruck [A-Z]{2} entsprechen.", {"F10": "DE"}, {"F10": "DEX"}, "F10"),
        ('F10 muss dem regulären Ausdruck "\\d{2}\\.[a-z]" entsprechen.', {"F10": "12.a"}, {"F10": "12xa"}, "F10"),
        ("Wenn F1 = Ja, dann muss F10 dem regulären Ausdruck ^[A-Z]{2}$ entsprechen.", {"F10": "1"}, {"F1": True, "F10": "1"}, "F10"),
        ("Wenn F1 = Ja, dann darf F10 höchstens 2 Zeichen haben.", {"F10": "123"}, {"F1": True, "F10": "123"}, "F10"),
    ],
)  # fmt: skip
def test_other_checks(rule, good, bad, at):
    assert errors(rule, **good) == set()
    assert errors(rule, **bad) == {key(at)}


@pytest.mark.parametrize(
    "rule",
    [
        # words that narrow or turn a sentence
        "Wenn F10 teilweise befüllt ist, dann zeige F11.",
        "Wenn F1 früher = Ja, dann zeige F10.",
        "Wenn F3 pro Jahr > 5, dann zeige F10.",
        "Wenn F1 = Ja, dann zeige F10 vorübergehend.",
        "F10 muss befüllt werden, auch wenn F1 = Ja.",
        "F10 ist nicht nur dann anzuzeigen, wenn F1 = Ja.",
        "Zeige F10, außer wenn F1 = Ja.",
        "Wenn F1 = Ja, dann zeige F10 statt F11.",
        "Wenn F1 = Ja, dann zeige F10, es sei denn F2 = 001.",
        "Wenn F1 = Ja, dann soll F10 angezeigt werden.",
        "Wenn F1 = Ja, dann kann F10 befüllt werden.",
        "Wenn F1 = Ja, dann ist F10 kein Pflichtfeld.",
        "Wenn F1 = Ja, dann zeige F10, sonst optional.",
        # two meanings
        "Wenn F4 > 18 Jahre, dann zeige F10.",
        "Wenn F4 <= 18 Jahre, dann zeige F10.",
        "Wenn F3 zwischen 1 und 10 liegt, dann zeige F10.",
        "Wenn F4 von 16 bis 18 Jahren ist, dann zeige F10.",
        "F10, F11 und F3 dürfen nicht gleichzeitig befüllt sein.",
        "Wenn F10 oder F11 nicht befüllt ist, dann zeige F3.",
        "Wenn F1 = Ja und F2 = 001 oder 002, dann zeige F10.",
        "Wenn F1 = Ja, dann zeige F10 und nicht F11.",
        # slips of the author
        'Wenn F1 "Verheiratet" = Ja, dann zeige F10 "Telefon".',
        'Wenn F3 "Anteil B" > 5, dann zeige F10.',
        "Wenn F1 Telefon = Ja, dann zeige F10.",
        "Mindestens drei der Felder F10, F11 müssen befüllt sein.",
        "Wenn F2 = 001 oder F2 = 002 oder F2 = 003, dann zeige F10.",
        # beyond what is understood
        "F5 muss mindestens 14 Tage nach F4 liegen.",
        "F10 darf nur 5 Zeichen haben.",
        "F10 muss mindestens 5 Ziffern haben.",
        "F10 darf keine Sonderzeichen enthalten.",
        "F10 darf nur Buchstaben enthalten.",
        "F10 muss einem gültigen Format entsprechen.",
        "F10 muss dem regulären Ausdruck [A-Z. entsprechen.",
        "F10 muss dem regulären Ausdruck [A-Z]{2}, [0-9]{3} entsprechen.",
        "F3 muss 5-stellig sein.",
        "F3 muss zwischen 10 und 1 liegen.",
        "F3 muss zwischen F6 und F7 liegen.",
        "F3 darf nicht zwischen 1 und 10 liegen.",
        "F10 muss zwischen 1 und 10 liegen.",
        "Die Länge von F3 muss 5 betragen.",
        "F10 muss etwa 5 Zeichen haben.",
        "F10 muss 5 oder 7 Zeichen haben.",
        "Wenn F10 5 Zeichen hat, dann zeige F11.",
        "Wenn F3 > F6 + 5, dann zeige F10.",
        "Wenn F4 < heute - 30 Tage, dann zeige F10.",
        "F7 = F3 * F6.",
        "Wenn F10 befüllt ist, dann muss auch F11 befüllt werden und umgekehrt.",
        "IF F1 = true THEN show F10",
    ],
)
def test_what_could_mean_something_else_goes_to_review(rule):
    imported = read(rule)
    assert len(imported.reviews) == 1
    assert all(
        item.show is None and not isinstance(item.required, str) and not item.checks
        for _path, item in imported.form.walk()
    )
    assert imported.form.checks == ()
