"""The data of an invoice as UN/CEFACT Cross Industry Invoice (EN 16931-3-3), by drafthorse."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .content import Content, Line, Party, Tax

#: XRechnung 3.0 by itself; the profile of ZUGFeRD that a page carries.
XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
EN16931 = "urn:cen.eu:en16931:2017"
_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
#: UNTDID 4461: SEPA credit transfer; agreed between the two, for what is not to be paid.
_SEPA, _AGREED = "58", "ZZZ"
_PIECE = "C62"  # UN/ECE Recommendation 20: one


def xml_of(content: Content, guideline: str = XRECHNUNG) -> bytes:
    """The invoice as XML, checked against the schema; raises ``lxml.etree.XMLSyntaxError`` where it is not valid."""
    from drafthorse.models.document import Document

    document = Document()
    document.context.business_parameter.id = _PROCESS
    document.context.guideline_parameter.id = guideline
    document.header.id = content.number
    document.header.type_code = content.kind
    document.header.issue_date_time = content.issued_on
    if content.note:
        from drafthorse.models.note import IncludedNote

        document.header.notes.add(IncludedNote(content=content.note))
    trade = document.trade
    for place, line in enumerate(content.lines, start=1):
        trade.items.add(_item(place, line))
    trade.agreement.buyer_reference = content.buyer_reference
    _fill(trade.agreement.seller, content.seller)
    _fill(trade.agreement.buyer, content.buyer)
    trade.delivery.event.occurrence = content.supplied_on
    _settle(trade.settlement, content)
    xml: bytes = document.serialize(schema="FACTUR-X_EN16931")
    return xml


def _item(place: int, line: Line) -> Any:
    from drafthorse.models.tradelines import LineItem

    item = LineItem()
    item.document.line_id = str(place)
    item.product.name = line.label
    item.agreement.net.amount = line.price
    item.delivery.billed_quantity = (line.quantity, _PIECE)
    tax = item.settlement.trade_tax
    tax.type_code, tax.category_code = "VAT", line.category
    if line.category != "O":
        tax.rate_applicable_percent = line.rate
    item.settlement.monetary_summation.total_amount = line.net
    return item


def _fill(party: Any, given: Party) -> None:
    if given.identifier:
        party.id = given.identifier
    party.name = given.name
    party.address.line_one = given.street
    party.address.postcode = given.postcode
    party.address.city_name = given.city
    party.address.country_id = given.country
    party.electronic_address.uri_ID = ("EM", given.email)
    if given.contact:
        party.contact.person_name = given.contact
        party.contact.telephone.number = given.phone
        party.contact.email.address = given.email
    _register(party, given)


def _register(party: Any, given: Party) -> None:
    from drafthorse.models.party import TaxRegistration

    for scheme, number in (("FC", given.tax_number), ("VA", given.vat_id)):
        if number:
            party.tax_registrations.add(TaxRegistration(id=(scheme, number)))


def _settle(settlement: Any, content: Content) -> None:
    settlement.payment_reference = content.payment_reference
    settlement.currency_code = "EUR"
    settlement.payment_means.add(_means(content))
    for tax in content.taxes:
        settlement.trade_tax.add(_tax(tax))
    if content.due_on:
        settlement.terms.add(_terms(content.due_on))
    sums = settlement.monetary_summation
    sums.line_total = sums.tax_basis_total = content.net
    sums.charge_total = sums.allowance_total = content.net - content.net
    sums.tax_total = (content.tax, "EUR")
    sums.grand_total = content.total
    sums.prepaid_total = content.prepaid
    sums.due_amount = content.due
    if content.corrects:
        settlement.invoice_referenced_document.issuer_assigned_id = content.corrects
        if content.corrects_on:
            settlement.invoice_referenced_document.issue_date_time = content.corrects_on


def _means(content: Content) -> Any:
    from drafthorse.models.payment import PaymentMeans

    means = PaymentMeans()
    if content.kind == "381":
        means.type_code = _AGREED
        return means
    means.type_code = _SEPA
    means.payee_account.iban = content.iban
    means.payee_account.account_name = content.account_name
    return means


def _tax(tax: Tax) -> Any:
    from drafthorse.models.accounting import ApplicableTradeTax

    made = ApplicableTradeTax()
    made.calculated_amount, made.type_code = tax.amount, "VAT"
    if tax.reason:
        made.exemption_reason = tax.reason
    made.basis_amount, made.category_code = tax.basis, tax.category
    if tax.category == "O":
        made.exemption_reason_code = "VATEX-EU-O"
    made.rate_applicable_percent = tax.rate
    return made


def _terms(due_on: dt.date) -> Any:
    from drafthorse.models.payment import PaymentTerms

    return PaymentTerms(due=due_on)
