# ruff: noqa: E501 – a table with one rule a line
"""What rules in German prose become. Each expectation was worked out by hand from the wording."""

import pytest

from allmende.base.forms.contrib.xdf import import_xdf
from allmende.base.forms.engine import compile_form

from . import xdf

KINDS = {"001": "Allein", "002": "Zu zweit", "003": "Als Verein"}


def read(rule, *more):
    parts = [
        xdf.field("F1", "Verheiratet", "bool"),
        xdf.field("F2", "Art der Antragstellung", codes=KINDS),
        xdf.field("F3", "Anteil A", "num_int"),
        xdf.field("F4", "Beginn", "date"),
        xdf.field("F5", "Ende", "date"),
        xdf.field("F6", "Anteil B", "num_int"),
        xdf.field("F7", "Grenze", "num"),
        xdf.field("F8", "Sprachen", codes={"1": "Deutsch", "2": "Englisch"}, anzahl="0:*"),
        xdf.field("F10", "Name des Partners"),
        xdf.field("F11", "Telefon"),
        xdf.group("G1", "Verein", xdf.field("F12", "Vereinsname", anzahl="1:1"), anzahl="0:1"),
    ]
    return import_xdf(xdf.schema(*parts, *more, rules=(rule,)))


def key(name):
    return xdf.number(name).lower()


def answers(**given):
    return {key(name): value for name, value in given.items()}


def state(rule, target, **given):
    """ "-" not shown, "o" shown, "!" shown and required."""
    imported = read(rule)
    assert [review.why for review in imported.reviews] == []
    found = compile_form(imported.form).evaluate(answers(**given))
    path = key(target)
    return "-" if path not in found.visible else "!" if path in found.required else "o"


YES, NO = {"F1": True}, {"F1": False}


@pytest.mark.parametrize(
    ("rule", "target", "cases"),
    [
        # showing
        ('WENN F1 "Verheiratet" = JA, DANN aktiviere Datenfeld F10 "Name des Partners". WENN F1 "Verheiratet" = NEIN, DANN'
         ' deaktiviere Datenfeld F10 "Name des Partners".', "F10", [(YES, "o"), (NO, "-"), ({}, "-")]),
        ("Wenn F1 === „Ja“, zeige F10 an, wenn F1 <> „Ja“, zeige F10 nicht an.", "F10", [(YES, "o"), (NO, "-"), ({}, "-")]),
        ("WENN F1 Verheiratet = WAHR DANN zeige F10 Name des Partners an SONST zeige F10 nicht an", "F10",
         [(YES, "o"), (NO, "-")]),
        ("Falls Feld F1 = true, dann blende F10 ein, ansonsten nicht.", "F10", [(YES, "o"), (NO, "-")]),
        ("Wenn F1 = Nein, dann blende das Feld F10 aus.", "F10", [(NO, "-"), (YES, "o"), ({}, "o")]),
        ("Wenn F1 <> Ja, dann wird F10 ausgeblendet.", "F10", [(NO, "-"), (YES, "o"), ({}, "-")]),
        ("F10 wird nur angezeigt, wenn F1 = Ja.", "F10", [(YES, "o"), (NO, "-"), ({}, "-")]),
        ("F10 darf nur befüllt werden, wenn F1 = Ja.", "F10", [(YES, "o"), (NO, "-")]),
        ("Wenn F1 = Ja, dann erscheint F10 „Name des Partners“ und muss befüllt werden.", "F10", [(YES, "!"), (NO, "-")]),
        ("Wenn F1 = Ja dann F10 anzeigen.", "F10", [(YES, "o"), (NO, "-")]),
        ("Wenn F1 = Nein dann F10 ausblenden.", "F10", [(YES, "o"), (NO, "-")]),
        # requiring
        ("Wenn F1 == Ja, dann zeige F10 und F11 als Pflichtfelder an, sonst zeige die Felder nicht an.", "F11",
         [(YES, "!"), (NO, "-")]),
        ("F10 ist ein Pflichtfeld, wenn F1 mit „Ja“ belegt ist.", "F10", [(YES, "!"), (NO, "o"), ({}, "o")]),
        ("Wenn in Feld F2 „Art der Antragstellung“ Auswahl=03, dann muss F10 befüllt werden", "F10",
         [({"F2": "003"}, "!"), ({"F2": "001"}, "o")]),
        ("Wenn F1 = Ja, dann ist F10 verpflichtend.", "F10", [(YES, "!"), (NO, "o")]),
        ("Wenn F1 = Ja, dann sind F10 und F11 auszufüllen.", "F10", [(YES, "!"), (NO, "o")]),
        ("Wenn F11 befüllt ist, dann muss F10 befüllt sein.", "F10", [({"F11": "1"}, "!"), ({}, "o")]),
        ("Wenn F11 nicht leer, dann darf F10 nicht leer sein.", "F10", [({"F11": "1"}, "!"), ({}, "o")]),
        ("Wenn F11 leer ist, dann muss F10 ausgefüllt werden.", "F10", [({"F11": "1"}, "o"), ({}, "!")]),
        ("Wenn alle Felder F3, F6 und F11 befüllt sind, dann muss F10 befüllt sein.", "F10",
         [({"F3": 1, "F6": 1, "F11": "x"}, "!"), ({"F3": 1, "F6": 1}, "o")]),
        ("F10 ist ein Pflichtfeld, wenn eines der Felder F3, F11 befüllt ist.", "F10", [({"F3": 1}, "!"), ({}, "o")]),
        ("Wenn F1 = Ja, dann ist das Feld F10 anzuzeigen und verpflichtend auszufüllen.", "F10", [(YES, "!"), (NO, "-")]),
        ("Wenn F1 = Ja, dann müssen die Felder F10 und F11 befüllt werden, ansonsten dürfen sie nicht befüllt werden.", "F11", [(YES, "!"), (NO, "-")]),
        ("Wenn F11 befüllt, dann F10 Pflichtfeld.", "F10", [({"F11": "1"}, "!"), ({}, "o")]),
        ("Nur wenn F1 = Ja, dann F10 anzeigen.", "F10", [(YES, "o"), (NO, "-"), ({}, "-")]),
        ("Wenn F1 = Nein, dann wird F10 nicht angezeigt.", "F10", [(NO, "-"), (YES, "o")]),
        ("Wenn F1 = Nein, dann muss F10 leer sein.", "F10", [(NO, "-"), (YES, "o")]),
        ("Wenn F1 = Ja ausgewählt wurde, dann zeige F10.", "F10", [(YES, "o"), (NO, "-")]),
        ("Wenn F1 JA ist, dann zeige F10.", "F10", [(YES, "o"), (NO, "-")]),
        ("Wenn in F1 „Ja“ ausgewählt wurde, dann zeige F10.", "F10", [(YES, "o"), (NO, "-")]),
        ("WENN F00000000001V1.0 = JA DANN aktiviere F10 UND mache es zu einer Pflichtangabe.", "F10", [(YES, "!"), (NO, "-")]),
        # values
        ("Wenn F2 = 001, 002, dann zeige F10.", "F10", [({"F2": "002"}, "o"), ({"F2": "003"}, "-")]),
        ('Wenn F2 = 001 "Allein" ODER = 003 "Als Verein", dann muss F10 befüllt sein. Wenn F2 <> 001 "Allein" UND <> 003'
         ' "Als Verein", dann darf F10 nicht befüllt sein.', "F10",
         [({"F2": "001"}, "!"), ({"F2": "003"}, "!"), ({"F2": "002"}, "-"), ({}, "-")]),
        ('Wenn F2 = (001 "Allein" ODER 002 "Zu zweit"), dann zeige F10.', "F10",
         [({"F2": "002"}, "o"), ({"F2": "003"}, "-")]),
        ('Wenn F2 <> (001 "Allein" UND 002 "Zu zweit"), dann muss F10 angezeigt werden.', "F10",
         [({"F2": "001"}, "-"), ({"F2": "003"}, "o"), ({}, "-")]),
        ("Wenn F2 = „Als Verein“, dann zeige F10.", "F10", [({"F2": "003"}, "o"), ({"F2": "001"}, "-")]),
        ("Wenn F2 = 2, dann zeige F10.", "F10", [({"F2": "002"}, "o"), ({"F2": "001"}, "-")]),
        ("Wenn F8 = 2 „Englisch“, dann zeige F10.", "F10", [({"F8": ["1", "2"]}, "o"), ({"F8": ["1"]}, "-"), ({}, "-")]),
        ("Wenn F8 <> 2 „Englisch“, dann zeige F10.", "F10", [({"F8": ["1", "2"]}, "-"), ({"F8": ["1"]}, "o"), ({}, "-")]),
        ("Wenn F3 > 5, dann zeige F10.", "F10", [({"F3": 6}, "o"), ({"F3": 5}, "-"), ({}, "-")]),
        ("Wenn F3 größer oder gleich 5 ist, dann zeige F10.", "F10", [({"F3": 5}, "o"), ({"F3": 4}, "-")]),
        ("Wenn F3 kleiner als 5 ist, dann blende F10 aus.", "F10", [({"F3": 4}, "-"), ({"F3": 5}, "o"), ({}, "o")]),
        ("Wenn F3 mindestens 5 ist, dann zeige F10.", "F10", [({"F3": 5}, "o"), ({"F3": 4}, "-")]),
        ("Wenn F4 > 31.12.2020, dann zeige F10.", "F10", [({"F4": "2021-01-01"}, "o"), ({"F4": "2020-12-31"}, "-")]),
        ("Wenn F4 < 18 Jahre, dann zeige F10.", "F10", [({"F4": "2025-01-01"}, "o"), ({"F4": "1990-01-01"}, "-"), ({}, "-")]),
        # joined conditions
        ("Wenn F1 = Ja UND F3 > 5, dann zeige F10.", "F10", [({**YES, "F3": 6}, "o"), ({**YES, "F3": 5}, "-")]),
        ("Wenn F1 = Ja UND/ODER F3 > 5, dann zeige F10.", "F10", [({**NO, "F3": 6}, "o"), (NO, "-")]),
        ("Wenn F1 = Ja ODER F3 > 5, dann zeige F10.", "F10", [({**NO, "F3": 6}, "o"), ({**NO, "F3": 5}, "-"), (YES, "o")]),
        ("Wenn (F1 = Ja ODER F3 > 5) UND F6 = 1, dann zeige F10.", "F10", [({**YES, "F6": 1}, "o"), (YES, "-")]),
        ("Wenn F3 > F6, dann zeige F10.", "F10", [({"F3": 2, "F6": 1}, "o"), ({"F3": 1, "F6": 1}, "-"), ({"F3": 1}, "-")]),
        # groups, names, ways to write
        ("Wenn F2 = 003, dann muss die Feldgruppe G1 „Verein“ befüllt sein. Wenn F2 <> 003, dann darf die Feldgruppe G1"
         " „Verein“ nicht befüllt sein.", "G1", [({"F2": "003"}, "!"), ({"F2": "001"}, "-")]),
        ("Wenn F2 = 003, dann muss G1.F12 befüllt sein und blende F10 aus.", "F10", [({"F2": "003"}, "-"), ({}, "o")]),
        ("Wenn „Verheiratet“ (F1) = Ja, dann zeige „Name des Partners“ (F10).", "F10", [(YES, "o"), (NO, "-")]),
        ("Wenn „Verheiratet“ = Ja, dann zeige „Telefon“.", "F11", [(YES, "o"), (NO, "-")]),
        ('Wenn F1 = Ja, dann zeige F10 "Name des Partners', "F10", [(YES, "o"), (NO, "-")]),
        ("Wenn F1 mit Ja beantwortet wird, dann muss F10 als Pflichtfeld angezeigt UND F11 ausgeblendet werden.", "F11",
         [(YES, "-"), (NO, "o")]),
    ],
)  # fmt: skip
def test_a_rule_does_what_it_says(rule, target, cases):
    assert [(given, state(rule, target, **given)) for given, _wanted in cases] == cases


def errors(rule, **given):
    imported = read(rule)
    assert [review.why for review in imported.reviews] == []
    return set(compile_form(imported.form).evaluate(answers(**given)).errors)


@pytest.mark.parametrize(
    ("rule", "good", "bad", "at"),
    [
        ("Es muss mindestens eines der Felder F10 oder F11 befüllt sein.", {"F11": "1"}, {}, "F10"),
        ("Es muss entweder F10 oder F11 befüllt werden.", {"F11": "1"}, {"F10": "1", "F11": "1"}, "F10"),
        ("Entweder F10 oder F11 muss befüllt sein.", {"F10": "1"}, {}, "F10"),
        ("Das Datum F4 darf nicht in der Zukunft liegen.", {"F4": "2020-01-01"}, {"F4": "2999-01-01"}, "F4"),
        ("F5 muss nach F4 liegen.", {"F4": "2020-01-01", "F5": "2020-01-02"}, {"F4": "2020-01-01", "F5": "2020-01-01"}, "F5"),
        ("F5 darf nicht vor F4 liegen.", {"F4": "2020-01-01", "F5": "2020-01-01"}, {"F4": "2020-01-02", "F5": "2020-01-01"}, "F5"),
        ("F3 muss kleiner als F6 sein.", {"F3": 1, "F6": 2}, {"F3": 2, "F6": 2}, "F3"),
        ("Das Datum F5 „Ende“ muss nach dem Datum F4 „Beginn“ liegen.", {"F4": "2020-01-01", "F5": "2021-01-01"},
         {"F4": "2021-01-01", "F5": "2020-01-01"}, "F5"),
        ("F3 darf höchstens 100 betragen.", {"F3": 100}, {"F3": 101}, "F3"),
        ("F3 muss größer als 0 sein.", {"F3": 1}, {"F3": 0}, "F3"),
        ("Die Summe aus F3 und F6 muss 100 ergeben.", {"F3": 60, "F6": 40}, {"F3": 60, "F6": 41}, "F3"),
        ("Die Summe der Felder F3 und F6 darf F7 nicht überschreiten.", {"F3": 6, "F6": 4, "F7": "10.000000"},
         {"F3": 6, "F6": 5, "F7": "10.000000"}, "F7"),
        ("F7 = F3 + F6.", {"F3": 6, "F6": 4, "F7": "10.000000"}, {"F3": 6, "F6": 4, "F7": "11.000000"}, "F7"),
        ("Wenn F1 = Ja, dann muss mindestens eines der Felder F10, F11 befüllt sein.", {"F1": False}, {"F1": True}, "F10"),
        ("Wenn F2 = 001, dann muss F8 befüllt werden.", {"F2": "001", "F8": ["1"]}, {"F2": "001"}, "F8"),
    ],
)  # fmt: skip
def test_a_check_complains_only_where_it_should(rule, good, bad, at):
    assert errors(rule, **good) == set()
    assert errors(rule) <= {key(at)}
    assert errors(rule, **bad) == {key(at)}


def test_only_some_codes_may_be_allowed():
    rule = "Wenn F1 = Ja, dann muss F2 befüllt werden, wobei nur die Codes 001 „Allein“ ODER 003 „Als Verein“ ausgewählt werden dürfen."
    assert errors(rule, F1=True, F2="003") == set()
    assert errors(rule, F1=True, F2="002") == {key("F2")}
    assert errors(rule, F1=True) == {key("F2")}
    assert errors(rule, F1=False, F2="002") == set()


def test_a_prefilled_and_hidden_field_goes_into_the_submission():
    form = compile_form(read("Das Feld F2 ist mit 003= Als Verein vorzubefüllen und auszublenden.").form)
    assert form.evaluate({}).submission == {key("F2"): "003"}
    assert key("F2") not in form.evaluate({}).visible


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "Dies ist ein Hinweis für die Sachbearbeitung.",
        "Wenn F1 = Ja, dann zeige F10 an. Wenn F1 = Ja, dann zeige F10 nicht an.",  # contradicts itself
        "Wenn F3 > 5, dann zeige F10. Wenn F3 > 7, dann darf F10 nicht angezeigt werden.",
        "Wenn F2 = 009, dann zeige F10.",  # no such code
        'Wenn F2 = 001 "Als Verein", dann zeige F10.',  # code and label of different entries
        "Wenn F1 = vielleicht, dann zeige F10.",
        "Wenn F1 = 001, dann zeige F10.",
        "Wenn F99 = Ja, dann zeige F10.",  # not in the form
        "Wenn F1 = Ja ODER F2 = 001 UND F3 > 5, dann zeige F10.",  # which goes first?
        "Wenn F1 = Ja, dann soll F10 möglichst befüllt werden.",
        "Wenn F1 = Ja, dann muss F10 nicht befüllt werden.",  # need not
        "Wenn F1 = Ja, dann darf F10 befüllt werden.",
        "F10 ist nicht erforderlich, wenn F1 = Ja.",
        "Wenn nicht F1 = Ja, dann zeige F10.",
        "Wenn F1 = Ja, dann zeige F10, außer F2 = 001.",
        "Wenn F3 = < 5, dann zeige F10.",
        "Wenn F1 > 5, dann zeige F10.",
        "Wenn G1 = Ja, dann zeige F10.",
        "Wenn F2 = 001 und 002, dann zeige F10.",  # one answer cannot be both
        "Wenn F1 = Ja, dann zeige F10. Die Behörde prüft die Angabe.",
        "Wenn F1 = Ja, dann zeige F10, wenn F2 <> 001",
        "Wenn F10 mehr als 5 Zeichen hat, dann zeige F11.",
        "Wenn (F1 ODER F3) > 5, dann zeige F10.",
        "zeige F10 nicht",
        "Wenn F1 = Ja, dann muss F10 nicht leer sein.",
        "Wenn F1 = Ja, dann ist F10 nicht auszufüllen.",
        "Nur wenn F1 = Ja, dann zeige F10, sonst zeige F11.",
        "Wenn F1 = Ja, dann muss F10 oder F11 befüllt sein.",
        "Wenn F1 = Ja, dann zeige F10 oder F11 an.",
        "Wenn F2 <> 001 ODER <> 002, dann zeige F10.",  # always true
        "Wenn F1 = Ja UND F1 = Nein, dann zeige F10.",  # never true
        "Wenn F1 = Ja, dann zeige F10, sonst F11.",
        "Die Summe aus F3 und F10 muss 100 ergeben.",
        "Wenn „Sprache“ (F1) = Ja, dann zeige F10.",  # the id is another element's
    ],
)
def test_what_is_not_surely_understood_goes_to_review_with_its_wording(rule):
    imported = read(rule)
    assert [review.text for review in imported.reviews] == [xdf.full(rule)]
    assert imported.reviews[0].why
    assert all(
        item.show is None and not isinstance(item.required, str) for _path, item in imported.form.walk()
    )


def test_rules_that_contradict_each_other_go_to_review_together():
    show, hide, other = (
        "Wenn F1 = Ja, dann zeige F10.",
        "Wenn F1 = Ja, dann blende F10 aus.",
        "Wenn F1 = Ja, dann zeige F11.",
    )
    parts = [xdf.field("F1", "Verheiratet", "bool"), xdf.field("F10", "Name"), xdf.field("F11", "Telefon")]
    imported = import_xdf(xdf.schema(*parts, rules=(show, hide, other)))
    assert {review.text for review in imported.reviews} == {xdf.full(show), xdf.full(hide)}


def test_rules_that_add_up_show_where_one_of_them_holds():
    rules = tuple(
        f"Wenn {f} = Ja, dann zeige F10. Wenn {f} <> Ja, dann zeige F10 nicht." for f in ("F1", "F2")
    )
    parts = [xdf.field("F1", "A", "bool"), xdf.field("F2", "B", "bool"), xdf.field("F10", "Name")]
    imported = import_xdf(xdf.schema(*parts, rules=rules))
    shown = [
        key("F10") in compile_form(imported.form).evaluate(answers(F1=a, F2=b)).visible
        for a in (True, False)
        for b in (True, False)
    ]
    assert shown == [True, True, True, False]
    assert imported.warnings


def test_an_element_in_several_places_is_not_guessed():
    twice = xdf.group("G5", "A", xdf.field("F20", "Ort")), xdf.group("G6", "B", xdf.field("F20", "Ort"))
    assert len(read("Wenn F1 = Ja, dann zeige F20.", *twice).reviews) == 1
    assert len(read("Wenn F1 = Ja, dann zeige G6.F20.", *twice).reviews) == 0


def test_an_element_that_repeats_elsewhere_is_not_guessed():
    rows = xdf.group("G5", "Kinder", xdf.field("F20", "Alter", "num_int"), anzahl="0:*")
    assert len(read("Wenn F20 > 5, dann zeige F10.", rows).reviews) == 1


def test_a_rule_of_a_group_that_is_used_twice_speaks_of_its_own_fields_in_each_place():
    def block(name):
        inner = xdf.group(
            "G9", "Anschrift", xdf.field("F30", "Im Ausland", "bool"), xdf.field("F31", "Staat"),
            rules=("Wenn F30 = Ja, dann muss F31 befüllt sein. Wenn F30 <> Ja, dann darf F31 nicht befüllt sein.",),
        )  # fmt: skip
        return xdf.group(name, name, inner)

    imported = import_xdf(xdf.schema(block("G1"), block("G2")))
    assert (imported.rules, imported.groups, imported.fields) == (1, 4, 4)
    one, two = (f"{key(name)}.{key('G9')}" for name in ("G1", "G2"))
    found = compile_form(imported.form).evaluate({key("G2"): {key("G9"): {key("F30"): True}}})
    assert f"{two}.{key('F31')}" in found.required
    assert f"{one}.{key('F31')}" not in found.visible
