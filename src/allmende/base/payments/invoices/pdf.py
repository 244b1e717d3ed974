"""The page of an invoice: PDF/A-3a and PDF/UA-1 with the data attached, as ZUGFeRD 2 (Factur-X 1.0) wants it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.utils import formats, translation

from allmende.base.records.rendering import set_pdf

from .content import Content, Party

if TYPE_CHECKING:
    from pypdf.generic import StreamObject

LAYOUTS = Path(__file__).parent / "layouts"
STANDARDS = ("a-3a", "ua-1")
NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_FIELDS = (
    ("DocumentFileName", "factur-x.xml", "The name of the embedded XML document"),
    ("DocumentType", "INVOICE", "The type of the hybrid document in capital letters"),
    ("Version", "1.0", "The actual version of the standard applying to the embedded XML document"),
    ("ConformanceLevel", "EN 16931", "The conformance level of the embedded XML document"),
)


def pdf_of(content: Content, xml: bytes) -> bytes:
    """The page with ``xml`` (profile EN 16931) inside. Only the worker should come here."""
    with translation.override("de"):
        prepared = _prepared(content) | {"xml": xml.decode()}
    return _named(set_pdf("invoice", prepared, LAYOUTS, STANDARDS))


def _prepared(content: Content) -> dict[str, Any]:
    seller, is_credit = content.seller, content.kind == "381"
    word = "Gutschrift" if is_credit else "Rechnung"
    return {
        "title": f"{word} {content.number}",
        "heading": f"{word} {content.number}: {content.purpose}",
        "sender": {"name": seller.name, "line": " · ".join([seller.name, *_address(seller)])},
        "recipient": [content.buyer.name, *_address(content.buyer)],
        "info": _info(content),
        "intro": [f"Diese Gutschrift hebt die Rechnung {content.corrects} vollständig auf."] * is_credit,
        "columns": ["Nr.", "Leistung", "Menge", "Einzelpreis", "Netto"],
        "lines": [
            [str(place), line.label, _number(line.quantity), _euros(line.price), _euros(line.net)]
            for place, line in enumerate(content.lines, start=1)
        ],
        "sums": _sums(content),
        "closing": _closing(content),
        "footer": _footer(content),
    }


def _info(content: Content) -> list[list[str]]:
    seller = content.seller
    rows = [
        ("Nummer", content.number),
        ("Datum", _day(content.issued_on)),
        ("Leistungsdatum", _day(content.supplied_on)),
        ("Ihre Referenz", content.buyer_reference),
        ("Kassenzeichen", content.payment_reference),
        ("Ansprechpartner", seller.contact),
        ("Telefon", seller.phone),
        ("E-Mail", seller.email),
    ]
    return [[label, value] for label, value in rows if value]


def _sums(content: Content) -> list[list[str]]:
    rows = [["Summe netto", _euros(content.net)]]
    rows += [
        [f"Umsatzsteuer {_number(tax.rate)} % auf {_euros(tax.basis)}", _euros(tax.amount)]
        for tax in content.taxes
        if tax.category == "S"
    ]
    rows.append(["Gesamtbetrag", _euros(content.total)])
    if content.prepaid:
        rows += [["Bereits gezahlt", _euros(content.prepaid)], ["Noch zu zahlen", _euros(content.due)]]
    return rows


def _closing(content: Content) -> list[str]:
    lines = [content.note] if content.note else []
    lines += [tax.reason for tax in content.taxes if tax.reason]
    if content.kind == "380" and content.due > 0 and content.due_on:
        lines.append(
            f"Bitte überweisen Sie {_euros(content.due)} bis {_day(content.due_on)} an {content.account_name},"
            f" IBAN {_iban(content.iban)}, Verwendungszweck {content.payment_reference}."
        )
    elif content.kind == "380" and content.due <= 0:
        lines.append("Der Betrag ist bezahlt.")
    lines.append("Die Daten dieser Rechnung sind dieser Datei beigefügt (ZUGFeRD).")
    return lines


def _footer(content: Content) -> list[str]:
    seller = content.seller
    numbers = [
        f"USt-IdNr. {seller.vat_id}" if seller.vat_id else "",
        f"Steuernummer {seller.tax_number}" if seller.tax_number else "",
        f"IBAN {_iban(content.iban)}",
    ]
    return [" · ".join([seller.name, *_address(seller)]), " · ".join(part for part in numbers if part)]


def _address(party: Party) -> list[str]:
    return [line for line in (party.street, f"{party.postcode} {party.city}".strip()) if line]


def _iban(iban: str) -> str:
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))


def _day(day: dt.date) -> str:
    return formats.date_format(day, "d.m.Y")


def _number(value: Decimal) -> str:
    return formats.number_format(value.normalize() if value != value.to_integral_value() else int(value))


def _euros(amount: Decimal) -> str:
    return f"{formats.number_format(amount, 2, force_grouping=True)} €"


def _named(pdf: bytes) -> bytes:
    """Say in the file's metadata what is attached; Typst cannot write these fields itself."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.pdf_header = "%PDF-1.7"  # as Typst wrote it
    root = writer.root_object
    said = cast("StreamObject", root["/Metadata"].get_object()).get_data().decode()
    stream = DecodedStreamObject()
    stream.set_data(_extended(said).encode())
    stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    root[NameObject("/Metadata")] = writer._add_object(stream)
    writer.metadata = None  # else pypdf names itself, against what the XMP says
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _extended(xmp: str) -> str:
    """The XMP with the extension schema of Factur-X and its four fields."""
    listed = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external"
        f"</pdfaProperty:category><pdfaProperty:description>{says}</pdfaProperty:description></rdf:li>"
        for name, _value, says in _FIELDS
    )
    schema = (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx"
        f"</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>{listed}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    fields = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value, _says in _FIELDS)
    for end, more in (
        ("</rdf:Bag></pdfaExtension:schemas>", schema),
        ("</rdf:RDF>", f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{fields}</rdf:Description>'),
    ):
        if xmp.count(end) != 1:
            raise RuntimeError("the metadata of the PDF have another shape than expected")
        xmp = xmp.replace(end, more + end)
    return xmp
