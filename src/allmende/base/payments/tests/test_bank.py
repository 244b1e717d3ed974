"""Bank statements: what is named is booked, nothing twice, and what is unclear waits for somebody."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from allmende.base.payments import actions
from allmende.base.payments.bank.camt import StatementError
from allmende.base.payments.bank.matching import lengths, suggest
from allmende.base.payments.booking import BANK, UNCLEAR
from allmende.base.payments.errors import PaymentError
from allmende.base.payments.models import BankLine, LedgerEntry
from allmende.base.payments.queries import balance
from allmende.base.payments.references import check_digits, creditor_reference
from allmende.base.payments.slips import slip_of
from allmende.foundation.events.types import SYSTEM
from allmende.standins.bank import Entry, read_giro_code, statement

from .factories import make_claim, pay

pytestmark = pytest.mark.django_db
IBAN = "DE02120300000000202051"


@pytest.fixture(autouse=True)
def account(tenant):
    tenant.settings = {"payments": {"account": {"iban": IBAN, "holder": "Stadt"}}}


def entries(*rows: tuple[str, str], **more) -> list[Entry]:
    return [
        Entry(number, IBAN, Decimal(amount), "Erika Beispiel", "DE75512108001245126199", text, **more)
        for number, (amount, text) in enumerate(rows, start=1)
    ]


def take_in(*rows: Entry, version: str = "08", number: str = "1"):
    file = io.BytesIO(statement(IBAN, number, list(rows), version).encode())
    return actions.import_statement(file=file, actor=SYSTEM)


def wrong(kassenzeichen: str, place: int = 5) -> str:
    digit = str((int(kassenzeichen[place]) + 1) % 10)
    return kassenzeichen[:place] + digit + kassenzeichen[place + 1 :]


WAYS_TO_WRITE = {
    "plain": lambda k: k,
    "in groups": lambda k: " ".join(k[i : i + 4] for i in range(0, len(k), 4)),
    "among words": lambda k: f"Gebuehr fuer Hund Rex, Kassenzeichen: {k} vielen Dank und Gruesse",
    "with hyphens": lambda k: f"{k[:2]}-{k[2:9]}-{k[9:]}",
    "creditor reference": lambda k: f"RF {creditor_reference(k)[2:]}",
    "beside a date": lambda k: f"{k} 22.11.2026",
    "letters for digits": lambda k: k.replace("0", "O").replace("1", "l"),
    "one digit wrong": wrong,
    "two swapped": lambda k: k[:-2] + k[-1] + k[-2] if k[-1] != k[-2] else wrong(k),
    "one digit missing": lambda k: k[:6] + k[7:],
}


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize("way", WAYS_TO_WRITE)
def test_a_transfer_finds_its_claim_however_it_is_written(way, version):
    claim, other = make_claim("12.50"), make_claim("13.00")
    take_in(*entries(("12.50", WAYS_TO_WRITE[way](claim.kassenzeichen))), version=version)
    claim.refresh_from_db()
    other.refresh_from_db()
    assert (claim.state, other.state) == ("paid", "open")


def test_a_typing_error_counts_only_where_the_amount_fits():
    claim = make_claim("12.50")
    take_in(*entries(("12.49", wrong(claim.kassenzeichen))))
    line = BankLine.objects.get()
    assert line.state == "open"
    assert suggest(text=line.text, payer="", amount=line.amount, sizes=lengths()) == [claim]


@pytest.mark.parametrize(("amount", "state"), [("5.00", "partly"), ("15.00", "overpaid")])
def test_other_amounts_are_booked_as_they_are(amount, state):
    claim = make_claim("12.50")
    take_in(*entries((amount, claim.kassenzeichen)))
    claim.refresh_from_db()
    assert claim.state == state


def test_the_same_statement_again_changes_nothing():
    claim = make_claim("12.50")
    rows = entries(("5.00", claim.kassenzeichen), ("7.50", claim.kassenzeichen), ("3.00", "Miete"))
    assert take_in(*rows).booked == 2
    before = LedgerEntry.objects.count()
    again = take_in(*rows, number="2")
    assert (again.known, again.booked, LedgerEntry.objects.count()) == (3, 0, before)
    assert balance(BANK) == Decimal("15.50")
    assert -balance(UNCLEAR) == Decimal("3.00")


def test_whoever_names_two_claims_waits_for_a_clerk():
    one, two = make_claim("5"), make_claim("6")
    take_in(*entries(("11.00", f"{one.kassenzeichen} und {two.kassenzeichen}")))
    assert BankLine.objects.get().state == "open"


def test_a_clerk_assigns_takes_back_and_assigns_again():
    claim, right = make_claim("12.50"), make_claim("12.50")
    take_in(*entries(("12.50", "Hundesteuer")))
    line = BankLine.objects.get()
    assert claim in suggest(text=line.text, payer=line.payer, amount=line.amount, sizes=lengths())
    actions.assign_line(line=line, claim=claim, actor=SYSTEM)
    with pytest.raises(PaymentError):
        actions.assign_line(line=line, claim=right, actor=SYSTEM)
    actions.release_line(line=line, reason="verwechselt", actor=SYSTEM)
    actions.assign_line(line=line, claim=right, actor=SYSTEM)
    for one, state in ((claim, "open"), (right, "paid")):
        one.refresh_from_db()
        assert one.state == state
    assert balance(UNCLEAR) == 0
    assert balance(BANK) == Decimal("12.50")


def test_a_return_opens_the_claim_again_and_the_banks_fee_stays_unclear():
    claim = make_claim("12.50")
    paid = entries(("12.50", claim.kassenzeichen), end_to_end="E1")
    back = Entry(9, IBAN, Decimal("-15.50"), "Erika", "", "Rueckgabe", "E1", reason="AC04")
    take_in(*paid)
    assert take_in(back, number="2").returned == 1
    take_in(back, number="3")
    claim.refresh_from_db()
    assert (claim.state, claim.owed) == ("open", Decimal("12.50"))
    assert balance(UNCLEAR) == Decimal("3.00")


def test_a_batch_is_taken_apart():
    one, two = make_claim("5"), make_claim("6")
    parts = tuple(entries(("5.00", one.kassenzeichen), ("6.00", two.kassenzeichen)))
    take_in(Entry(1, IBAN, Decimal("11.00"), batch="B", parts=parts))
    assert sorted(BankLine.objects.values_list("state", flat=True)) == ["booked", "booked"]


@pytest.mark.parametrize(
    "content",
    [b"", b"<a/>", b"Kontoauszug", statement("DE91100000000123456789", "1", []).encode()[:200],
     statement(IBAN, "1", entries(("1", "x"))).replace("053", "054").encode(),
     statement(IBAN, "1", entries(("1", "x"))).replace('"EUR"', '"USD"').encode(),
     statement("DE91100000000123456789", "1", [Entry(1, "x", Decimal(1))]).encode(),
     b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><D xmlns="camt.053.001.08"><Ntry>&b;</Ntry></D>'],
    ids=["empty", "other XML", "text", "cut off", "other message", "other currency", "other account", "entity"],
)  # fmt: skip
def test_what_is_no_statement_of_ours_is_refused_in_words(content):
    with pytest.raises(StatementError):
        actions.import_statement(file=io.BytesIO(content), actor=SYSTEM)
    assert not BankLine.objects.exists()


def test_the_giro_code_is_written_in_the_signs_that_its_text_names(tenant):
    tenant.settings["payments"]["account"]["holder"] = "Stadt Mühlheim"
    zxing = pytest.importorskip("zxingcpp", reason="zxing-cpp reads QR codes")
    image = pytest.importorskip("PIL.Image")
    picture = io.BytesIO()
    slip_of(make_claim("12.50")).code().save(picture, kind="png", scale=4)
    (read,) = zxing.read_barcodes(image.open(picture).convert("L"))
    assert "\nStadt Mühlheim\n".encode() in read.bytes


def test_the_giro_code_says_what_the_bank_needs():
    claim = make_claim("12.50")
    wanted = read_giro_code(slip_of(claim).giro_code)
    assert wanted == {
        "iban": IBAN,
        "amount": Decimal("12.50"),
        "text": creditor_reference(claim.kassenzeichen),
    }
    take_in(*entries((str(wanted["amount"]), wanted["text"])))
    claim.refresh_from_db()
    assert claim.state == "paid"


def test_a_paid_claim_paid_again_is_to_be_paid_back():
    claim = make_claim("12.50")
    pay(claim, "12.50")
    take_in(*entries(("12.50", claim.kassenzeichen)))
    claim.refresh_from_db()
    assert (claim.state, claim.surplus) == ("overpaid", Decimal("12.50"))


def test_check_digits_of_the_standard():
    assert check_digits("794") == "44"  # the example of ISO 7064, MOD 97-10
    assert creditor_reference("539007547034") == "RF18539007547034"  # the example of ISO 11649
