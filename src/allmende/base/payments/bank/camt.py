"""Reading statements by ISO 20022 (camt.053.001.02 and .08), entry by entry: a large file needs little memory."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from django.utils.translation import gettext as _

VERSIONS = ("camt.053.001.02", "camt.053.001.08")


class StatementError(ValueError):
    """The file is no statement that can be read; the text says why."""


@dataclass(frozen=True)
class Movement:
    """One movement, or one part of a batch. ``amount`` is below zero where money left the account."""

    iban: str
    statement: str
    key: str
    amount: Decimal
    booked_on: dt.date
    value_on: dt.date
    payer: str
    payer_iban: str
    text: str
    end_to_end: str
    #: of a batch of debits that the bank does not take apart: how the order was called
    batch: str
    reason: str
    #: the entry takes back an earlier one
    is_return: bool


def movements(file: IO[bytes]) -> Iterator[Movement]:
    """All booked movements of a file; raises ``StatementError``. External entities and DTDs are refused."""
    from lxml import etree

    seen: Counter[str] = Counter()
    iban = statement = ""
    reader = etree.iterparse(
        file, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        tag=("{*}Ntry", "{*}IBAN", "{*}Id"),
    )  # fmt: skip
    try:
        for _event, node in reader:
            name, parent = etree.QName(node), node.getparent()
            above = etree.QName(parent).localname if parent is not None else ""
            if name.localname == "Id" and above == "Stmt":
                statement = (node.text or "").strip()
            elif name.localname == "IBAN" and above == "Id" and _is_own(parent):
                iban = (node.text or "").strip()
            elif name.localname == "Ntry":
                if not seen:
                    _check_version(str(name.namespace))
                yield from _entry(node, iban, statement, seen)
                node.clear()
                while (before := node.getprevious()) is not None and etree.QName(before) == name:
                    parent.remove(before)
        _check_version(str(etree.QName(reader.root).namespace))
        if reader.root.getroottree().docinfo.doctype:
            raise StatementError(_("A statement has no document type of its own."))
    except etree.XMLSyntaxError as error:
        raise StatementError(
            _("This file is damaged or no bank statement: %(error)s") % {"error": error}
        ) from error


def _check_version(namespace: str) -> None:
    if not namespace.endswith(VERSIONS):
        raise StatementError(
            _("This is no statement of the kind camt.053 (version 02 or 08), but “%(kind)s”.")
            % {"kind": namespace.rpartition(":")[2] or _("nothing known")}
        )


def _is_own(account_id: Any) -> bool:
    """Whether this IBAN is that of the statement's own account."""
    from lxml import etree

    account = account_id.getparent()
    above = account.getparent() if account is not None else None
    return (
        above is not None
        and etree.QName(account).localname == "Acct"
        and etree.QName(above).localname == "Stmt"
    )


def _entry(node: Any, iban: str, statement: str, seen: Counter[str]) -> Iterator[Movement]:
    status = _text(node, "{*}Sts/{*}Cd") or _text(node, "{*}Sts")
    if status != "BOOK":
        return
    booked_on = _day(node, "{*}BookgDt")
    value_on = _day(node, "{*}ValDt", booked_on)
    named = _text(node, "{*}AcctSvcrRef") or _text(node, "{*}NtryRef")
    batch = _text(node, "{*}NtryDtls/{*}Btch/{*}PmtInfId")
    parts = node.findall("{*}NtryDtls/{*}TxDtls")
    if sum((_amount(part) or Decimal(0) for part in parts), Decimal(0)) != _amount(node) and len(parts) > 1:
        parts = []  # the parts do not add up: the entry counts as one
    for part in parts or [node]:
        movement = _movement(
            node, part, iban=iban, statement=statement, booked_on=booked_on, value_on=value_on, batch=batch
        )
        yield Movement(**movement, key=_key(movement, named if len(parts) < 2 else "", part, seen))


def _movement(node: Any, part: Any, **known: Any) -> dict[str, Any]:
    whole = _amount(node)
    amount = (_amount(part) if part is not node else None) or whole
    if amount is None:
        raise StatementError(_("An entry has no amount."))
    incoming = (_text(part, "{*}CdtDbtInd") or _text(node, "{*}CdtDbtInd")) == "CRDT"
    other, agent = ("Dbtr", "DbtrAcct") if incoming else ("Cdtr", "CdtrAcct")
    texts = [(item.text or "").strip() for item in part.findall("{*}RmtInf/{*}Ustrd")]
    texts += [(item.text or "").strip() for item in part.findall("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref")]
    reason = " ".join(
        filter(None, (_text(part, "{*}RtrInf/{*}Rsn/{*}Cd"), _text(part, "{*}RtrInf/{*}AddtlInf")))
    )
    end_to_end = _text(part, "{*}Refs/{*}EndToEndId")
    return {
        **known,
        "amount": amount if incoming else -amount,
        "payer": (_text(part, f"{{*}}RltdPties/{{*}}{other}/{{*}}Pty/{{*}}Nm")
                  or _text(part, f"{{*}}RltdPties/{{*}}{other}/{{*}}Nm"))[:140],
        "payer_iban": _text(part, f"{{*}}RltdPties/{{*}}{agent}/{{*}}Id/{{*}}IBAN")[:34],
        "text": "\n".join(filter(None, texts))[:500],
        "end_to_end": "" if end_to_end in ("NOTPROVIDED", "NONREF") else end_to_end[:70],
        "reason": reason[:140],
        "is_return": bool(reason) or _text(node, "{*}RvslInd") == "true",
    }  # fmt: skip


def _key(movement: dict[str, Any], named: str, part: Any, seen: Counter[str]) -> str:
    """How the bank names the movement, else what it says and which of its like it is."""
    own = _text(part, "{*}Refs/{*}AcctSvcrRef") or named
    if own and own not in ("NOTPROVIDED", "NONREF"):
        key = f"{movement['iban'][-10:]}:{own}"
    else:
        said = "|".join(str(movement[name]) for name in sorted(movement) if name != "statement")
        key = f"{movement['iban'][-10:]}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"
    seen[key] += 1
    return (key if seen[key] == 1 else f"{key}#{seen[key]}")[:120]


def _text(node: Any, path: str) -> str:
    found = node.find(path)
    return (found.text or "").strip() if found is not None else ""


def _amount(node: Any) -> Decimal | None:
    found = node.find("{*}Amt")
    if found is None:
        found = node.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    if found is None:
        return None
    if found.get("Ccy") != "EUR":
        raise StatementError(_("Only amounts in euros can be booked."))
    try:
        amount = Decimal(found.text or "")
    except InvalidOperation:
        raise StatementError(_("An entry has no amount.")) from None
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise StatementError(_("An entry has no amount."))
    return amount.quantize(Decimal("0.01"))


def _day(node: Any, path: str, default: dt.date | None = None) -> dt.date:
    text = _text(node, f"{path}/{{*}}Dt") or _text(node, f"{path}/{{*}}DtTm")
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        if default is not None:
            return default
        raise StatementError(_("An entry has no day.")) from None
