"""The German rules of XRechnung: our invoices keep them all, and each rule notices what it is for."""

from __future__ import annotations

import pytest
from lxml import etree

from allmende.base.payments.invoices.cii import XRECHNUNG, xml_of
from allmende.base.payments.invoices.rules import _RULES, NS, broken_rules

from .test_invoices import CASES, content

pytestmark = pytest.mark.django_db
CONTACT, SETTLE = "//ram:DefinedTradeContact", "//ram:ApplicableHeaderTradeSettlement"
MEANS, ACCOUNT = "//ram:SpecifiedTradeSettlementPaymentMeans", "ram:PayeePartyCreditorFinancialAccount"
IBAN = "DE75512108001245126199"


@CASES
def test_our_invoices_keep_them_all(tenant, amounts, tax, more):
    assert broken_rules(xml_of(content(*amounts, tax=tax, **more), XRECHNUNG)) == []


def without(path):
    def change(root):
        for node in root.xpath(path, namespaces=NS):
            node.getparent().remove(node)

    return change


def said(path, text):
    def change(root):
        for node in root.xpath(path, namespaces=NS):
            node.text = text

    return change


def within(path, *names, text="x"):
    """Something new below the first element at ``path``."""

    def change(root):
        place = root.xpath(path, namespaces=NS)[0]
        for name in names:
            place = etree.SubElement(place, f"{{{NS['ram']}}}{name}")
        place.text = text

    return change


def both(*changes):
    def change(root):
        for one in changes:
            one(root)

    return change


DEBIT = both(said(f"{MEANS}/ram:TypeCode", "59"), without(f"{MEANS}/{ACCOUNT}"))
CARD = both(said(f"{MEANS}/ram:TypeCode", "48"), without(f"{MEANS}/{ACCOUNT}"))
MANDATE = within(f"{SETTLE}/ram:SpecifiedTradePaymentTerms", "DirectDebitMandateID")
CREDITOR = within(SETTLE, "CreditorReferenceID")
PAYER = within(MEANS, "PayerPartyDebtorFinancialAccount", "IBANID", text=IBAN)
SHIP = "//ram:ApplicableHeaderTradeDelivery"
TERMS = f"{SETTLE}/ram:SpecifiedTradePaymentTerms"


def files(root):
    for _twice in range(2):
        within(
            "//ram:ApplicableHeaderTradeAgreement", "AdditionalReferencedDocument", "AttachmentBinaryObject"
        )(root)
    for node in root.xpath("//ram:AttachmentBinaryObject", namespaces=NS):
        node.set("filename", "a.pdf")


BREAKS = [
    ("BR-DE-1", without(MEANS)), ("BR-DE-2", without(CONTACT)),
    ("BR-DE-3", without("//ram:SellerTradeParty//ram:CityName")),
    ("BR-DE-4", said("//ram:SellerTradeParty//ram:PostcodeCode", " ")),
    ("BR-DE-5", without(f"{CONTACT}/ram:PersonName")),
    ("BR-DE-6", without(f"{CONTACT}/ram:TelephoneUniversalCommunication")),
    ("BR-DE-7", without(f"{CONTACT}/ram:EmailURIUniversalCommunication")),
    ("BR-DE-8", without("//ram:BuyerTradeParty//ram:CityName")),
    ("BR-DE-9", without("//ram:BuyerTradeParty//ram:PostcodeCode")),
    ("BR-DE-10", within(SHIP, "ShipToTradeParty", "PostalTradeAddress", "PostcodeCode")),
    ("BR-DE-11", within(SHIP, "ShipToTradeParty", "PostalTradeAddress", "CityName")),
    ("BR-DE-14", without(f"{SETTLE}/ram:ApplicableTradeTax/ram:RateApplicablePercent")),
    ("BR-DE-15", without("//ram:BuyerReference")), ("BR-DE-16", without("//ram:SpecifiedTaxRegistration")),
    ("BR-DE-17", said("/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:TypeCode", "71")),
    ("BR-DE-18", within(TERMS, "Description", text="#SKONTO#TAGE=7#PROZENT=2#\n")),
    ("BR-DE-18", within(TERMS, "Description", text="#SKONTO#TAGE=7#PROZENT=2.00#")),
    ("BR-DE-19", said(f"{MEANS}/{ACCOUNT}/ram:IBANID", "DE00512108001245126199")),
    ("BR-DE-20", both(DEBIT, MANDATE, CREDITOR, PAYER, said(f"{MEANS}//ram:IBANID", "DE00"))),
    ("BR-DE-21", said("//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", "urn:cen.eu:en16931:2017")),
    ("BR-DE-22", files), ("BR-DE-23-a", without(f"{MEANS}/{ACCOUNT}")),
    ("BR-DE-23-b", within(MEANS, "ApplicableTradeSettlementFinancialCard")), ("BR-DE-24-a", CARD),
    ("BR-DE-24-b", said(f"{MEANS}/ram:TypeCode", "48")), ("BR-DE-25-a", DEBIT),
    ("BR-DE-25-b", both(said(f"{MEANS}/ram:TypeCode", "59"), MANDATE, CREDITOR, PAYER)),
    ("BR-DE-26", said("/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:TypeCode", "384")),
    ("BR-DE-27", said(f"{CONTACT}//ram:CompleteNumber", "a-12")),
    ("BR-DE-28", said(f"{CONTACT}//ram:URIID", "kasse@.example")),
    ("BR-DE-29", both(DEBIT, CREDITOR, PAYER)), ("BR-DE-30", both(DEBIT, MANDATE, PAYER)),
    ("BR-DE-31", both(DEBIT, MANDATE, CREDITOR)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change"), BREAKS)
def test_each_rule_notices_what_it_is_for(tenant, rule, change):
    root = etree.fromstring(xml_of(content("119.00", tax="19"), XRECHNUNG))
    change(root)
    assert rule in [one.rule for one in broken_rules(etree.tostring(root))]


@pytest.mark.parametrize("change", [
    both(DEBIT, MANDATE, CREDITOR, PAYER), both(CARD, within(MEANS, "ApplicableTradeSettlementFinancialCard")),
    within(TERMS, "Description", text="#SKONTO#TAGE=7#PROZENT=2.00#\n"),
])  # fmt: skip
def test_other_ways_of_paying_may_stand_there(tenant, change):
    root = etree.fromstring(xml_of(content("119.00", tax="19"), XRECHNUNG))
    change(root)
    assert broken_rules(etree.tostring(root)) == []


def test_every_rule_is_tried():
    assert {rule for rule, _change in BREAKS} == set(_RULES)
