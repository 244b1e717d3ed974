"""A small bank, to try transfers and direct debits without one.

Written from ISO 20022 (camt.053.001.02 and .08, pain.001, pain.008) and the EPC's guideline on the QR code (EPC069-12).
Every account exists that somebody pays to. What was not yet on a statement is on the next.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Any
from xml.etree import ElementTree  # the bank of a demo reads what the demo sends

from .server import Request, Response, StandIn, json_response, redirect

VERSIONS = {"02": "camt.053.001.02", "08": "camt.053.001.08"}


@dataclass
class Entry:
    """One movement on an account; with ``parts`` a batch."""

    number: int
    iban: str
    amount: Decimal
    other: str = ""
    other_iban: str = ""
    text: str = ""
    end_to_end: str = "NOTPROVIDED"
    reason: str = ""
    batch: str = ""
    parts: tuple[Entry, ...] = ()
    on: date = date(2026, 1, 1)
    statement: int = 0


class Server(StandIn):
    title = "eine Bank"
    known_faults = {
        "wrong_amount": "a transfer arrives with one cent less",
        "missing_reference": "a transfer arrives without its words",
        "typo": "one digit of the reference is wrong",
        "twice": "a transfer is carried out twice",
        "return_debits": "every direct debit comes back for want of money",
        "sum_only": "a batch of direct debits stands on the statement as one sum",
    }

    def __init__(self) -> None:
        super().__init__()
        # A bank's references are never used again, not by one that forgot everything when it was started anew either.
        self._numbers = itertools.count(int(time.time() - 1_700_000_000) * 1000 + 1)
        self._statements = itertools.count(1)
        self._entries: list[Entry] = []
        self._lock = threading.Lock()
        self.route("GET", "/", self._home)
        self.route("POST", "/", self._transfer)
        self.route("POST", "/api/transfers", self._transfer_by_api)
        self.route("POST", "/api/orders", self._order)
        self.route("GET", "/statements/{iban}", self._new_statement)
        self.route("GET", "/statements/{iban}/{number}", self._old_statement)

    def _home(self, request: Request, _parts: Mapping[str, str]) -> Response:
        return Response(self.page("Ihre Bank", self._accounts() + _FORM))

    def _accounts(self) -> str:
        rows = ""
        for iban in sorted({entry.iban for entry in self._entries}):
            own = [entry for entry in self._entries if entry.iban == iban]
            done = sorted({entry.statement for entry in own if entry.statement})
            links = ", ".join(f'<a href="/statements/{iban}/{n}">Auszug {n}</a>' for n in done)
            new = sum(not entry.statement for entry in own)
            take = (
                f'<a href="/statements/{iban}?version=08">{new} neue Umsätze als Auszug herunterladen</a>'
                if new
                else ""
            )
            balance = f"{sum(entry.amount for entry in own):.2f}".replace(".", ",")
            rows += f"<dt>{escape(iban)}</dt><dd>{balance} € {take} {links}</dd>"
        return f"<h2>Konten</h2><dl>{rows}</dl>" if rows else ""

    def _transfer(self, request: Request, _parts: Mapping[str, str]) -> Response:
        form = request.form
        try:
            wanted = read_giro_code(form.get("code", "")) if form.get("code", "").strip() else _typed(form)
        except ValueError as error:
            return Response(self.page("Das geht so nicht", f"<p>{escape(str(error))}</p>" + _FORM), 422)
        self.pay(**wanted, payer=form.get("payer", ""))
        return redirect("/")

    def _transfer_by_api(self, request: Request, _parts: Mapping[str, str]) -> Response:
        given = request.json()
        wanted = read_giro_code(given["code"]) if "code" in given else _typed(given)
        self.pay(**wanted, payer=str(given.get("payer", "")))
        return json_response({"done": True}, 201)

    def pay(self, *, iban: str, amount: Decimal, text: str, payer: str) -> None:
        """A transfer arrives, with the faults that are switched on."""
        if self.faults.get("wrong_amount"):
            amount -= Decimal("0.01")
        if self.faults.get("missing_reference"):
            text = ""
        if self.faults.get("typo"):
            text = _mistyped(text)
        for _time in range(2 if self.faults.get("twice") else 1):
            self._add(Entry(0, iban, amount, payer or "Max Mustermann", "DE75512108001245126199", text))

    def _order(self, request: Request, _parts: Mapping[str, str]) -> Response:
        try:
            root = ElementTree.fromstring(request.body)  # noqa: S314
        except ElementTree.ParseError as error:
            return json_response({"error": str(error)}, 400)
        kind = root.tag.partition("}")[0].rpartition(":")[2]
        if kind.startswith("pain.008"):
            return json_response({"accepted": self._collect(root)}, 201)
        if kind.startswith("pain.001"):
            return json_response({"accepted": self._send(root)}, 201)
        return json_response({"error": f"{kind} is not an order"}, 400)

    def _collect(self, root: ElementTree.Element) -> int:
        """A batch of direct debits: one sum comes in; where the fault says so, each part goes back out."""
        count = 0
        for info in root.iterfind(".//{*}PmtInf"):
            iban, batch = _of(info, "{*}CdtrAcct/{*}Id/{*}IBAN"), _of(info, "{*}PmtInfId")
            parts = tuple(
                Entry(0, iban, Decimal(_of(item, "{*}InstdAmt")), _of(item, "{*}Dbtr/{*}Nm"),
                      _of(item, "{*}DbtrAcct/{*}Id/{*}IBAN"), _of(item, "{*}RmtInf/{*}Ustrd"),
                      _of(item, "{*}PmtId/{*}EndToEndId"))
                for item in info.iterfind("{*}DrctDbtTxInf")
            )  # fmt: skip
            count += len(parts)
            shown = () if self.faults.get("sum_only") else parts
            self._add(Entry(0, iban, sum((p.amount for p in parts), Decimal(0)), batch=batch, parts=shown))
            if self.faults.get("return_debits"):
                for part in parts:
                    self._add(Entry(0, iban, -part.amount, part.other, part.other_iban, part.text, part.end_to_end,
                                    reason="AM04"))  # fmt: skip
        return count

    def _send(self, root: ElementTree.Element) -> int:
        count = 0
        for info in root.iterfind(".//{*}PmtInf"):
            iban = _of(info, "{*}DbtrAcct/{*}Id/{*}IBAN")
            for item in info.iterfind("{*}CdtTrfTxInf"):
                self._add(Entry(0, iban, -Decimal(_of(item, "{*}Amt/{*}InstdAmt")), _of(item, "{*}Cdtr/{*}Nm"),
                                _of(item, "{*}CdtrAcct/{*}Id/{*}IBAN"), _of(item, "{*}RmtInf/{*}Ustrd"),
                                _of(item, "{*}PmtId/{*}EndToEndId")))  # fmt: skip
                count += 1
        return count

    def _add(self, entry: Entry) -> None:
        with self._lock:
            entry.number, entry.on = next(self._numbers), datetime.now(UTC).date()
            self._entries.append(entry)

    def _new_statement(self, request: Request, parts: Mapping[str, str]) -> Response:
        with self._lock:
            new = [entry for entry in self._entries if entry.iban == parts["iban"] and not entry.statement]
            number = next(self._statements) if new else 0
            for entry in new:
                entry.statement = number
        if not new:
            return Response(status=204)
        return self._statement(parts["iban"], number, request)

    def _old_statement(self, request: Request, parts: Mapping[str, str]) -> Response:
        return self._statement(parts["iban"], int(parts["number"]), request)

    def _statement(self, iban: str, number: int, request: Request) -> Response:
        chosen = [entry for entry in self._entries if entry.iban == iban and entry.statement == number]
        text = statement(iban, f"{number:05d}", chosen, request.query.get("version", "08"))
        name = f'attachment; filename="auszug-{number}.xml"'
        return Response(text, kind="application/xml", headers={"Content-Disposition": name})


def read_giro_code(code: str) -> dict[str, Any]:
    """What a GiroCode says; raises ``ValueError`` in words."""
    lines = code.replace("\r\n", "\n").strip("\n").split("\n")
    lines += [""] * (12 - len(lines))
    if lines[0] != "BCD" or lines[1] not in ("001", "002") or lines[3] != "SCT":
        raise ValueError("Das ist kein GiroCode.")
    if len(code.encode()) > 331 or not lines[5] or len(lines[5]) > 70:
        raise ValueError("Der GiroCode ist zu lang oder nennt niemanden.")
    if lines[9] and lines[10]:
        raise ValueError("Ein GiroCode hat nur eine Art von Verwendungszweck.")
    if not lines[7].startswith("EUR"):
        raise ValueError("Der GiroCode nennt keinen Betrag in Euro.")
    return {"iban": lines[6], "amount": _money(lines[7][3:]), "text": lines[9] or lines[10]}


def _typed(form: Mapping[str, str]) -> dict[str, Any]:
    iban = form.get("iban", "").replace(" ", "").upper()
    if not iban:
        raise ValueError("Bitte geben Sie eine IBAN an.")
    return {"iban": iban, "amount": _money(form.get("amount", "")), "text": form.get("text", "")}


def _money(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip().replace(".", "").replace(",", ".") if "," in text else text.strip())
    except InvalidOperation:
        raise ValueError("Bitte geben Sie einen Betrag an, zum Beispiel 12,50.") from None
    if not Decimal(0) < amount < Decimal(10**9):
        raise ValueError("Bitte geben Sie einen Betrag über null an.")
    return amount.quantize(Decimal("0.01"))


def _mistyped(text: str) -> str:
    """The fourth digit from the end is another one."""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    if len(places) < 4:
        return text
    place = places[-4]
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def _of(node: ElementTree.Element, path: str) -> str:
    found = node.find(path)
    return (found.text or "").strip() if found is not None else ""


def statement(iban: str, number: str, entries: list[Entry], version: str = "08") -> str:
    """A statement of one account by ISO 20022."""
    kind, made = VERSIONS[version], datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    body = "".join(_entry(entry, version) for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>NB{number}</MsgId><CreDtTm>{made}</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{number}</Id><CreDtTm>{made}</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{body}</Stmt></BkToCstmrStmt></Document>\n"
    )


def _entry(entry: Entry, version: str) -> str:
    status = "<Sts>BOOK</Sts>" if version == "02" else "<Sts><Cd>BOOK</Cd></Sts>"
    batch = f"<Btch><PmtInfId>{escape(entry.batch)}</PmtInfId></Btch>" if entry.batch else ""
    details = "".join(_details(part, version) for part in entry.parts or (entry,))
    code = "PMNT", "RDDT" if entry.batch else "RCDT", "ESDD" if entry.batch else "ESCT"
    return (
        f"<Ntry><NtryRef>{entry.number}</NtryRef>{_amount(entry.amount)}"
        f"{status}<BookgDt><Dt>{entry.on}</Dt></BookgDt><ValDt><Dt>{entry.on}</Dt></ValDt>"
        f"<AcctSvcrRef>NB{entry.number:012d}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>{code[0]}</Cd><Fmly><Cd>{code[1]}</Cd><SubFmlyCd>{code[2]}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls>{batch}{details}</NtryDtls></Ntry>"
    )


def _details(entry: Entry, version: str) -> str:
    role = "Dbtr" if entry.amount > 0 else "Cdtr"
    name = f"<Nm>{escape(entry.other)}</Nm>"
    party = f"<{role}>{name}</{role}>" if version == "02" else f"<{role}><Pty>{name}</Pty></{role}>"
    account = f"<{role}Acct><Id><IBAN>{entry.other_iban}</IBAN></Id></{role}Acct>" if entry.other_iban else ""
    parties = f"<RltdPties>{party}{account}</RltdPties>" if entry.other else ""
    # Banks break the words at 35 characters, wherever that is.
    pieces = [entry.text[i : i + 35] for i in range(0, len(entry.text), 35)]
    words = (
        f"<RmtInf>{''.join(f'<Ustrd>{escape(piece)}</Ustrd>' for piece in pieces)}</RmtInf>" if pieces else ""
    )
    back = f"<RtrInf><Rsn><Cd>{entry.reason}</Cd></Rsn></RtrInf>" if entry.reason else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{escape(entry.end_to_end)}</EndToEndId></Refs>{_amount(entry.amount)}"
        f"{parties}{words}{back}</TxDtls>"
    )


def _amount(amount: Decimal) -> str:
    side = "CRDT" if amount > 0 else "DBIT"
    return f'<Amt Ccy="EUR">{abs(amount):.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


_FORM = (
    '<h2>Überweisen</h2><form method="post"><label for="payer">Ihr Name</label>'
    '<input id="payer" name="payer" autocomplete="name"><label for="code">Text eines GiroCodes</label>'
    '<textarea id="code" name="code" rows="5"></textarea><p>oder</p><label for="iban">IBAN der Empfängerin</label>'
    '<input id="iban" name="iban"><label for="amount">Betrag in Euro</label><input id="amount" name="amount" '
    'inputmode="decimal"><label for="text">Verwendungszweck</label><input id="text" name="text">'
    "<button>Jetzt überweisen</button></form>"
)
