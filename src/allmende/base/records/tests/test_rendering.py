import io
import re
from itertools import pairwise

import pytest
from pypdf import PdfReader

from allmende.base.records.markup import MarkupError, parse, placeholders_of
from allmende.base.records.models import DocumentTemplate
from allmende.base.records.placeholders import UnknownPlaceholderError, fill
from allmende.base.records.rendering import render_document, render_pdf
from allmende.foundation.files.queries import open_file

DATA = {
    "customer": {"name": "Ada Lovelace", "address": "Lange Straße 1\n12345 Musterstadt"},
    "unit": {"name": "Steueramt", "address": "Rathausplatz 1", "phone": "069 1"},
    "case": {"reference": "K7P-4MZ", "title": "Hund Bello", "received_on": "1. März 2026"},
    "decision": {"reasons": "Erstens.\n\nZweitens.", "conditions": ["Leine", "Maulkorb"]},
    "sections": [{"title": "Ihr Hund", "rows": [{"label": "Rasse", "value": "Dackel"}]}],
}


def template(body: str, layout: str = "letter", language: str = "de") -> DocumentTemplate:
    return DocumentTemplate(
        key="t", language=language, version=1, layout=layout, subject="Bescheid {case.reference}", body=body
    )


def pages(body: str, data=DATA, **values) -> str:
    pdf = render_pdf(template=template(body, **values), data=data, title="Bescheid")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_document_is_archivable_and_accessible(tenant):
    pdf = PdfReader(io.BytesIO(render_pdf(template=template("Guten Tag"), data=DATA, title="Ihr Bescheid")))
    root = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Ihr Bescheid"


def test_a_letter_shows_who_writes_to_whom(tenant):
    text = pages("Guten Tag **{customer.name}**")
    for expected in ("Musterstadt", "Steueramt", "Lange Straße 1", "K7P-4MZ", "Guten Tag Ada Lovelace"):
        assert expected in text


def test_conditions_lists_and_paragraphs(tenant):
    text = pages(
        "{decision.reasons}\n\n{wenn decision.conditions}\n## Auflagen\n{decision.conditions}\n{sonst}\nKeine.\n{ende}"
    )
    for expected in ("Erstens.", "Zweitens.", "Auflagen", "Leine", "Maulkorb"):
        assert expected in text
    assert "Keine." not in text


def test_a_receipt_always_shows_the_answers(tenant):
    assert "Dackel" in pages("Danke.", layout="receipt")


def test_the_built_in_receipt_is_stored(tenant):
    stored = render_document(template="receipt", data=DATA, title="Eingangsbestätigung")
    assert (stored.media_type, stored.name) == ("application/pdf", "Eingangsbestätigung.pdf")
    assert open_file(stored).read(5) == b"%PDF-"


EVIL = [
    '#read("/etc/passwd")',
    "$x^2$",
    "*bold* _it_ `raw`",
    "\\ #sys.inputs",
    "{customer.name}",
    "</script>",
    "```",
]


@pytest.mark.parametrize("evil", EVIL)
def test_data_are_never_code(tenant, evil):
    data = {**DATA, "customer": {"name": evil, "address": evil}}
    text = pages("Guten Tag {customer.name}!", data=data)
    assert evil.replace(" ", "") in text.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("evil", ['#read("/etc/passwd")', '#import "x"', "$ x", "= x", "@x <y>", "[", "// x"])
def test_templates_are_never_code_either(tenant, evil):
    assert evil.replace(" ", "") in pages(f"Text {evil}").replace(" ", "").replace("\n", "")


def test_headings_without_order_are_put_in_order(tenant):
    assert "Klein" in pages("## Klein\n\nText\n\n# Gross")


def test_an_unknown_placeholder_is_named_with_what_is_meant(tenant):
    with pytest.raises(UnknownPlaceholderError, match=r"customer\.nam.*customer\.name"):
        pages("Guten Tag {customer.nam}")


@pytest.mark.parametrize(("body", "line"), [("a\n\n{if x}\nb", 3), ("{end}", 1), ("a\n{else}", 2)])
def test_a_broken_condition_is_named_by_line(body, line):
    with pytest.raises(MarkupError) as broken:
        parse(body)
    assert broken.value.line == line


def test_braces_can_be_written():
    assert fill("{{a}} {b}", {"b": 1}) == "{a} 1"


def test_all_placeholders_are_found():
    found = placeholders_of(parse("{if a.b}\n{c}\n{else}\nx {d} **{e}**\n{end}"))
    assert [name for name, _line in found] == ["a.b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Danke 😀", "Danke [U+1F600 grinning face]"),
        ("👨‍👩‍👧 da", "[U+1F468 man][U+1F469 woman][U+1F467 girl] da"),
        ("中文字符测试一二三四", "[U+4E2D][U+6587]"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_a_sign_that_no_font_has_is_named_and_stops_nothing(tenant, text, shown):
    """PDF/A allows no missing glyph: a citizen's smiley must not keep her application from being filed."""
    assert shown in pages("{text}", data={**DATA, "text": text}, layout="receipt").replace("\n", "")


def test_what_validators_of_pdf_a_and_ua_ask_first_holds(tenant):
    """No validator is at hand: fonts embedded, colours defined, nothing that runs, a structure with reading order."""
    reader = PdfReader(
        io.BytesIO(render_pdf(template=template("# Eins\n- zwei"), data=DATA, title="Bescheid"))
    )
    root = reader.trailer["/Root"]
    assert not reader.is_encrypted
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert not {"/OpenAction", "/AA", "/JavaScript"} & set(root)
    for page in reader.pages:
        assert page["/Tabs"] == "/S"
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            assert "/ToUnicode" in font


def roles(node) -> list[str]:
    """The structure's tags in reading order, standard ones where a layout has its own."""
    node = node.get_object()
    if not isinstance(node, dict):
        return []
    children = node.get("/K", [])
    found = [str(node["/S"])] if "/S" in node else []
    for child in children if isinstance(children, list) else [children]:
        found += roles(child)
    return found


def untagged(page) -> list[str]:
    """What the page paints outside marked content: neither in the structure nor named decoration."""
    depth, found = 0, []
    for _operands, operator in page.get_contents().operations:
        depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
        if depth == 0 and operator in (b"Tj", b"TJ", b"'", b'"', b"Do", b"S", b"f", b"F", b"B", b"sh"):
            found.append(operator.decode())
    return found


@pytest.mark.parametrize("layout", ["letter", "receipt"])
def test_each_layout_is_tagged_whole_and_its_colours_are_defined(tenant, layout):
    """ISO 14289-1, 7.1 and 8.2; ISO 19005-2, 6.2.4: as far as can be said without a validator."""
    body = "# Eins\n\nText\n\n- zwei\n- drei"
    reader = PdfReader(
        io.BytesIO(render_pdf(template=template(body, layout=layout), data=DATA, title="Bescheid"))
    )
    root = reader.trailer["/Root"]
    assert [untagged(page) for page in reader.pages] == [[] for _page in reader.pages]
    tags = roles(root["/StructTreeRoot"])
    assert tags[0] == "/Document"
    headings = [int(tag[2:]) for tag in tags if re.fullmatch(r"/H[1-6]", tag)]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert tags.count("/LI") >= 2
    profile = root["/OutputIntents"][0]["/DestOutputProfile"]
    assert profile["/N"] in (1, 3, 4)
    assert profile.get_data()[36:40] == b"acsp"  # ICC.1, 7.2: the signature of a profile
    for page in reader.pages:
        assert all("/Contents" in note.get_object() for note in page.get("/Annots", []))
