"""Files: what is carried over, what is refused, and the real ones where they are at hand."""

import functools
import pathlib

import pytest
from django.utils import translation

from allmende.base.forms import actions, queries
from allmende.base.forms.builder.canvas import the_canvas
from allmende.base.forms.contrib.xdf import XdfError, import_xdf
from allmende.base.forms.engine import check_form, compile_form
from allmende.foundation.events.types import SYSTEM

from . import xdf
from .filling import fill, put
from .test_xdf_rules import key

SHARED = pathlib.Path(__file__).parents[6] / "shared/data/xdatenfelder"
FILES = sorted(SHARED.glob("*.xml")) if SHARED.is_dir() else []


def test_cardinality_limits_and_kinds_are_carried_over():
    items = [
        xdf.field("F1", "Postleitzahl", anzahl="1:1", minLength=5, maxLength=5, pattern="[0-9]{5}"),
        xdf.field("F2", "Alter", "num_int", minValue=1, maxValue=120),
        xdf.field("F3", "Nachweis", "file", anzahl="1:3"),
        xdf.field("F4", "Vornamen", anzahl="0:*"),
        xdf.field("F5", "Farben", codes={"r": "Rot", "b": "Blau"}, anzahl="1:2"),
        xdf.group("G1", "Kinder", xdf.field("F1", "Postleitzahl"), anzahl="2:5"),
    ]
    form = import_xdf(xdf.schema(*items)).form
    found = dict(form.walk())
    assert (found[key("F1")].required, found[key("F1")].pattern) == (True, "[0-9]{5}")
    assert (found[key("F2")].minimum, found[key("F2")].maximum) == (1, 120)
    assert (found[key("F3")].type, found[key("F3")].maximum, found[key("F3")].required) == ("file", 3, True)
    assert found[key("F4")].repeats
    assert (found[key("F5")].type, found[key("F5")].maximum) == ("choices", 2)
    assert (found[key("G1")].minimum, found[key("G1")].maximum) == (2, 5)
    assert f"{key('G1')}.{key('F1')}" in found


def test_an_element_twice_in_one_group_keeps_two_answers():
    form = import_xdf(xdf.schema(xdf.field("F1", "Ort"), xdf.field("F1", "Ort"))).form
    assert [path for path, _item in form.walk()] == [key("F1"), f"{key('F1')}_2"]


def test_version_2_reads_the_same():
    data = xdf.schema(
        xdf.field("F1", "Ja?", "bool"), xdf.field("F2", "Ort"), rules=("Wenn F1 = Ja, dann zeige F2.",)
    )
    old = data.replace(xdf.NS.encode(), b"urn:xoev-de:fim:standard:xdatenfelder_2")
    limits = b'<datentyp><code>text</code></datentyp><praezisierung>{"minLength":"2","maxLength":"9"}</praezisierung>'
    old = old.replace(b"<datentyp><code>text</code></datentyp>", limits)
    form = import_xdf(old).form
    item = dict(form.walk())[key("F2")]
    assert (item.show, item.min_length, item.max_length) == (f"{key('F1')} == true", 2, 9)


TWO = """<?xml version="1.0" encoding="UTF-8"?>
<x:xdatenfelder.stammdatenschema.0102 xmlns:x="urn:xoev-de:fim:standard:xdatenfelder_2"><x:stammdatenschema>
<x:identifikation><x:id>S17000652</x:id><x:version>1.1</x:version></x:identifikation><x:name>Altes Schema</x:name>
<x:regel><x:identifikation><x:id>R17000001</x:id></x:identifikation><x:name>Regel</x:name>
<x:definition>Wenn F17000002 = 002 "Firma", dann zeige F17000003.</x:definition></x:regel>
<x:struktur><x:anzahl>1:1</x:anzahl><x:enthaelt><x:datenfeld><x:identifikation><x:id>F17000002</x:id></x:identifikation>
<x:name>Art</x:name><x:feldart><code>select</code></x:feldart><x:codelisteReferenz><x:identifikation><x:id>C1</x:id>
</x:identifikation><x:genericodeIdentification><x:canonicalIdentification>urn:art</x:canonicalIdentification>
<x:version>1</x:version><x:canonicalVersionUri>urn:art_1</x:canonicalVersionUri></x:genericodeIdentification>
</x:codelisteReferenz></x:datenfeld></x:enthaelt></x:struktur>
<x:struktur><x:anzahl>0:*</x:anzahl><x:enthaelt><x:datenfeldgruppe><x:identifikation><x:id>G17000001</x:id>
</x:identifikation><x:name>Anlage</x:name>
<x:struktur><x:anzahl>2:5</x:anzahl><x:enthaelt><x:datenfeld><x:identifikation><x:id>F17000003</x:id></x:identifikation>
<x:name>Betrag</x:name><x:feldart><code>input</code></x:feldart><x:datentyp><code>num_int</code></x:datentyp>
<x:praezisierung>{"minValue":"1","maxValue":"9"}</x:praezisierung></x:datenfeld></x:enthaelt></x:struktur>
</x:datenfeldgruppe></x:enthaelt></x:struktur></x:stammdatenschema></x:xdatenfelder.stammdatenschema.0102>"""


def test_a_file_of_version_2_with_little_in_it_is_read():
    imported = import_xdf(TWO.encode())
    report = imported.report()
    assert (report["fields"], report["groups"], report["code_lists"]) == (2, 1, 1)
    assert report["rules"] == {"total": 1, "executable": 1, "review": 0}
    found = dict(imported.form.walk())
    amount = found["g17000001.f17000003"]
    assert (found["g17000001"].maximum, amount.minimum, amount.maximum) == (None, 2, 5)
    assert (amount.items[0].minimum, amount.items[0].maximum) == (1, 9)
    assert found["f17000002"].code_list == "urn:art_1"


def test_a_kind_that_is_not_known_is_asked_as_text_and_told():
    imported = import_xdf(xdf.schema(xdf.field("F1", "Zeitpunkt", "datetime")))
    assert [item.type for _path, item in imported.form.walk()] == ["text"]
    assert "datetime" in str(imported.warnings[0])


def test_several_of_nothing_to_choose_from_is_asked_as_text_and_told():
    data = xdf.schema(xdf.field("F1", "Auswahl", anzahl="0:3")).replace(b"<code>input", b"<code>select")
    imported = import_xdf(data)
    assert [finding for finding in check_form(imported.form) if finding.fatal] == []
    assert imported.warnings


def with_list(**content):
    reference = (
        "<codelisteReferenz><canonicalIdentification>urn:x</canonicalIdentification>"
        "<canonicalVersionUri>urn:x_1</canonicalVersionUri></codelisteReferenz></datenfeld>"
    )
    data = xdf.schema(xdf.field("F1", "Staat")).replace(b"</datenfeld>", reference.encode())
    return import_xdf(data.replace(b"<code>input</code>", b"<code>select</code>"), content or None)


def test_a_code_list_without_content_is_told_and_any_text_is_taken():
    imported = with_list()
    assert "urn:x_1" in str(imported.warnings[0])
    assert compile_form(imported.form).evaluate({key("F1"): "Frankreich"}).errors == {}


def test_a_code_list_with_content_is_checked():
    imported = with_list(**{"urn:x_1": {"000": "Deutschland"}})
    assert imported.warnings == ()
    assert compile_form(imported.form).evaluate({key("F1"): "Frankreich"}).errors
    assert not compile_form(imported.form).evaluate({key("F1"): "000"}).errors


GOOD = xdf.schema(xdf.field("F1", "Ort"))
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def deep(levels):
    body = xdf.field("F1", "Ort")
    for level in range(levels):
        body = xdf.group(f"G{level + 1}", "Tief", body)
    return xdf.schema(body)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        GOOD[:-40],
        GOOD.replace(b'?><x', b'?>' + BOMB + b'<x'),
        GOOD.replace(b'?><x', b'?>' + OUTSIDE + b'<x'),
        GOOD.replace(b"_3.0.0", b"_9.9"),
        GOOD.replace(b"stammdatenschema", b"anderes"),
        GOOD.replace(b"<anzahl>0:1</anzahl>", b"<anzahl>viele</anzahl>"),
        GOOD.replace(b'encoding="UTF-8"', b'encoding="unknown-9"'),
        deep(200),
        b"<a>" * 100_000,
        xdf.schema(),
    ],
    ids=["empty", "text", "truncated", "entity bomb", "external entity", "namespace", "no schema", "cardinality",
         "encoding", "200 levels", "endless", "no fields"],
)  # fmt: skip
def test_a_hostile_or_broken_file_gets_one_clear_sentence(data):
    with pytest.raises(XdfError) as caught:
        import_xdf(data)
    assert str(caught.value).count("\n") == 0
    assert 10 < len(str(caught.value)) < 300


@pytest.mark.skipif(not FILES, reason="the shared files are not at hand")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:12])
def test_a_real_file_compiles_evaluates_and_loses_no_rule(path):
    imported = real(path.name)
    report = imported.report()
    assert [finding for finding in check_form(imported.form) if finding.fatal] == []
    assert report["rules"]["executable"] + report["rules"]["review"] == report["rules"]["total"]
    assert (
        len({(review.rule_id, review.rule_version) for review in imported.reviews})
        == report["rules"]["review"]
    )
    form = compile_form(imported.form)
    assert form.evaluate({}).visible
    assert form.evaluate({}).summary() is not None


@pytest.mark.skipif(not FILES, reason="the shared files are not at hand")
def test_nine_of_ten_real_rules_run():
    reports = [real(path.name).report()["rules"] for path in FILES]
    total = sum(report["total"] for report in reports)
    assert sum(report["executable"] for report in reports) >= 0.9 * total


@pytest.mark.skipif(not FILES, reason="the shared files are not at hand")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:12])
def test_a_real_form_can_be_filled_in_and_sent(path):
    form = compile_form(real(path.name).form)
    answers = fill(form)
    assert form.evaluate(answers).errors == {}
    sent = form.evaluate(answers).submission
    assert form.evaluate(sent).submission == sent


CASES = [
    # file, answers by ids from the top, element, "-" hidden / "o" shown / "!" required
    ("S00000000362", {"G2161.F3327": True}, "G2161.G60000000220", "o"),
    ("S00000000362", {"G2161.F3327": False}, "G2161.G60000000220", "-"),
    ("S00000000364", {"F3445": True}, "G2211.G60000000086.F60000000243", "!"),
    ("S00000000364", {"F3445": False}, "G2211", "-"),
    ("S00000000367", {"G2200.G2194.F3390": "002"}, "G2200.G2194.G60000000086", "!"),
    ("S00000000367", {"G2200.G2194.F3390": "001"}, "G2200.G2194.G60000000086", "-"),
    (
        "S05000001212",
        {"G5000010680.G5000010406.F5000016284": True},
        "G5000010680.G5000010406.F5000016407",
        "o",
    ),
    (
        "S05000001212",
        {"G5000010680.G5000010406.F5000016285": False},
        "G5000010680.G5000010406.F5000016407",
        "-",
    ),
    (
        "S05000001212",
        {"G5000010680.G5000010406.F5000016405": True},
        "G5000010680.G5000010406.F5000016978",
        "!",
    ),
    ("S05000001299", {"G5000011697.F5000017544": False}, "G5000011697.F5000017545", "!"),
    ("S05000001299", {"G5000011697.F5000017544": True}, "G5000011697.F5000017545", "o"),
    (
        "S05000001313",
        {"G5000013322.G5000011879.F5000017511": "121000"},
        "G5000013322.G5000011879.F5000017734",
        "!",
    ),
    (
        "S05000001313",
        {"G5000013322.G5000011879.F5000017511": "221100"},
        "G5000013322.G5000011879.F5000017734",
        "-",
    ),
    (
        "S05000001313",
        {"G5000013322.G5000011879.F5000017511": "221100"},
        "G5000013322.G5000013323.G5000013324",
        "!",
    ),
    (
        "S07000000248",
        {"G7000000963.G7000002555.F7000003636": False},
        "G7000000963.G7000002555.F7000003637",
        "o",
    ),
]


@functools.lru_cache
def real(name):
    """A shared file, read once for all tests."""
    return import_xdf((SHARED / name).read_bytes())


def full_path(short):
    return ".".join(f"{part[0].lower()}{int(part[1:]):011d}" for part in short.split("."))


@pytest.mark.skipif(not FILES, reason="the shared files are not at hand")
@pytest.mark.parametrize(("name", "given", "target", "wanted"), CASES)
def test_real_rules_show_and_require_as_their_prose_says(name, given, target, wanted):
    form = compile_form(real(f"{name}.xdf3.xml").form)
    answers = {}
    for path, value in given.items():
        put(answers, full_path(path), value)
    found, path = form.evaluate(answers), full_path(target)
    state = "-" if path not in found.visible else "!" if path in found.required else "o"
    assert state == wanted


@pytest.mark.django_db
@pytest.mark.skipif(not FILES, reason="the shared files are not at hand")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:12])
def test_a_real_form_is_published_once_its_open_rules_are_waived(tenant, path):
    imported = real(path.name)
    row = actions.import_form(
        form=imported.form, reviews=imported.reviews, warnings=imported.warnings, actor=SYSTEM
    )
    if imported.reviews:
        with pytest.raises(actions.PublicationError):
            actions.publish_form(key=row.key, actor=SYSTEM)
    for review in queries.open_reviews(row):
        actions.waive_rule(review=review, reason="Vom Amt geprüft", name="Eva Beispiel", actor=SYSTEM)
    version = actions.publish_form(key=row.key, actor=SYSTEM)
    assert queries.compiled(version.pk).evaluate({}).visible


@pytest.mark.skipif(not FILES, reason="the shared files are not at hand")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:12])
def test_every_page_of_a_real_form_is_drawn_with_all_its_questions(path):
    form = compile_form(real(path.name).form)
    answers = fill(form)
    found = form.evaluate(answers)
    for page in found.pages:
        drawn = the_canvas().draw(compiled=form, page=page, answers=answers, evaluation=found, errors={})
        asked = {place for place in found.visible if form.page_of(place) == page}
        fields = [
            place for place in asked if form.item_at(place).type not in ("group", "note", "computed", "file")
        ]
        missing = [
            place for place in fields if f'name="{place}' not in drawn and not form.item_at(place).read_only
        ]
        assert missing == []


@pytest.mark.django_db
def test_a_reason_is_read_in_the_readers_language(tenant):
    imported = import_xdf(xdf.schema(xdf.field("F1", "Ort"), rules=("Zeige F1 vielleicht.",)))
    row = actions.import_form(form=imported.form, reviews=imported.reviews, actor=SYSTEM)
    found = {}
    for language in ("de", "en"):
        with translation.override(language):
            found[language] = queries.open_reviews(row).get().why_here
    assert "keine bekannte Bedeutung" in found["de"]
    assert "no known meaning" in found["en"]
