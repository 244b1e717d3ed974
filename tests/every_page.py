"""A small town with a row of every kind, and every address of the installation with its rows in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from allmende.base.cases.actions import ask_customer, involve_unit
from allmende.base.cases.models import Case
from allmende.base.cases.signing import digest_of
from allmende.base.cases.tests import factories as cases
from allmende.base.customers.actions import create_customer, merge_customers
from allmende.base.customers.mandates.actions import ask_mandate, declare_mandate
from allmende.base.customers.mandates.actions import hash_token as hash_mandate
from allmende.base.customers.mandates.models import Mandate
from allmende.base.directory.models import Unit
from allmende.base.directory.tests.factories import make_office, make_service, make_topic
from allmende.base.forms import models as forms
from allmende.base.forms.actions import save_block, save_code_list, save_form
from allmende.base.identity.actions import grant_role, save_service, set_absence
from allmende.base.identity.contrib.saml.keys import new_key
from allmende.base.identity.contrib.wallet.asking import open_visit
from allmende.base.identity.contrib.wallet.models import WalletRequest
from allmende.base.identity.contrib.wallet.tests.factories import make_service as make_wallet
from allmende.base.identity.contrib.wallet.tests.factories import plain_settings
from allmende.base.identity.models import AccountSession, LoginService, Passkey, Role, User
from allmende.base.identity.tests.factories import make_citizen, make_staff
from allmende.base.messages.models import OutgoingEmail, UnmatchedEmail
from allmende.base.messages.receiving import receive_email
from allmende.base.messages.tests.factories import email
from allmende.base.payments.actions import close_day
from allmende.base.payments.forms import STEPS as CLAIM_STEPS
from allmende.base.payments.invoices.actions import Buyer, issue_invoice, save_issuer
from allmende.base.payments.models import BankLine, BankStatement, DebitRun, RefundRun
from allmende.base.payments.online.models import OnlinePayment
from allmende.base.payments.slips import public_key
from allmende.base.payments.tests.factories import make_claim, pay
from allmende.base.procedures.models import Procedure
from allmende.base.procedures.tests.factories import FORM
from allmende.base.records.models import Document, DocumentTemplate
from allmende.base.signatures.checking.found import Found
from allmende.base.signatures.cosigning.actions import begin, open_round
from allmende.base.signatures.cosigning.links import hash_token
from allmende.base.signatures.cosigning.models import Signer
from allmende.base.signatures.cosigning.people import Person
from allmende.base.signatures.models import SignatureReport, TrustedList
from allmende.base.workflow.actions import start_process
from allmende.base.workflow.credentials.actions import set_credential
from allmende.base.workflow.models import Task
from allmende.base.workflow.tests.factories import publish
from allmende.demo.payment import MUSTERSTADT
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.secrecy import seal
from allmende.inward.processes.actions import create_model
from allmende.inward.processes.operating.forms import ACTS
from allmende.inward.processes.tables.actions import import_tables
from allmende.inward.processes.tables.tests import samples
from allmende.inward.processes.terms.actions import open_draft
from allmende.inward.processes.terms.queries import Terms
from allmende.inward.workplace.models import MassDecision, MassItem
from allmende.inward.workplace.views.case import PARTS
from allmende.inward.workplace.views.steps import STEPS
from allmende.outward.applications.models import Draft
from allmende.provider.connectivity.sheet import signed_address
from allmende.provider.connectivity.tests.factories import make_renumbering, make_wired_school
from allmende.provider.offers.orders.tests.town import order_values
from allmende.provider.offers.resources.actions import add_dependency, save_resource
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.letters.actions import release_notice
from allmende.provider.transitions.letters.models import Letter, Notice
from allmende.provider.transitions.letters.tests.factories import make_link
from allmende.provider.transitions.letters.tests.factories import run as run_letters
from allmende.provider.transitions.models import Effect, Step
from allmende.provider.transitions.tests.factories import make_hosting_programme, make_measure, make_programme
from allmende.provider.transitions.windows.links import token_of
from allmende.provider.transitions.windows.models import Follower, Run

#: Stands where a new route has no row yet: looks like a key of any kind and is none.
NOWHERE = "00000000-0000-4000-8000-000000000000"
ANYTHING: dict[str, Any] = {
    "key": "more",
    "label": "Mehr",
    "items": [
        {"type": "group", "key": "toys", "label": "Spielzeug", "minimum": 1, "maximum": 5, "items": [
            {"type": "text", "key": "name", "label": "Name"},
            {"type": "code", "key": "breed", "label": "Rasse", "code_list": "rassen"},
            {"type": "file", "key": "photo", "label": "Foto"},
            {"type": "group", "key": "parts", "label": "Teile", "minimum": 0, "maximum": 5, "items": [
                {"type": "text", "key": "part", "label": "Teil"}]}]},
        {"type": "integer", "key": "age", "label": "Alter"},
        {"type": "decimal", "key": "size", "label": "Größe"},
        {"type": "money", "key": "price", "label": "Preis"},
        {"type": "date", "key": "born", "label": "Geboren"},
        {"type": "time", "key": "fed", "label": "Gefüttert"},
        {"type": "phone", "key": "phone", "label": "Telefon"},
        {"type": "iban", "key": "iban", "label": "IBAN"},
        {"type": "choices", "key": "likes", "label": "Mag", "choices": [{"value": "b", "label": "Ball"}]},
        {"type": "computed", "key": "sum", "label": "Summe", "kind": "money", "compute": "price * 2"},
    ],
}  # fmt: skip
DOG = {**FORM, "pages": [*FORM["pages"], ANYTHING]}


def staff(*roles: Role) -> User:
    """Somebody with these roles in the whole town."""
    user = make_staff(name=f"Kim {roles[0]}")
    for role in roles:
        grant_role(user=user, unit=Unit.objects.get(key="town"), role=role, by=None)
    return user


class Town:
    """Rows of all kinds; ``values`` may stand at a place of an address, by its name or by the address up to it."""

    def __init__(self) -> None:
        cases.make_town()
        self.everyone = staff(*Role)
        self.citizen = make_citizen()
        self.values: dict[str, list[Any]] = {
            "kind": ["address"], "token": ["x"], "language": ["de"], "do": list(ACTS), "part": list(PARTS),
        }  # fmt: skip
        self._directory()
        self._forms()
        self._cases()
        self._processes()
        self._accounts()
        self._customers()
        self._signatures()
        self._mandates()
        self._payments()
        self._online_payments()
        self._transitions()
        self._resources()
        self._offers()
        self.values |= order_values(self.values["institution_id"][0], self.everyone, self.citizen)
        self._network()

    def addresses(self, route: str, odd: str = "") -> list[str]:
        """The route with rows in its places (tell ``values`` of new ones); with ``odd`` where it takes any text."""
        found, before = ["/"], ""
        for literal, kind, name in re.findall(r"([^<]*)(?:<(\w+:)?(\w+)>)?", route):
            before += literal + f"<{name}>" * bool(name)
            values = (self.values.get(before) or self.values.get(name) or [NOWHERE]) if name else [""]
            if odd and name and kind in ("", "str:"):
                values = [quote(odd, safe="", errors="surrogatepass")]
            found = [f"{start}{literal}{value}" for start in found for value in values]
        return found

    def _payments(self) -> None:
        claim = make_claim()
        pay(claim, "1", way="cash")
        iban = "DE02120300000000202051"
        statement = BankStatement.objects.create(
            iban=iban, number="1", imported_at=timezone.now(), imported_by="x"
        )
        day = timezone.localdate()
        line = BankLine.objects.create(statement=statement, key="x", amount=1, booked_on=day, value_on=day)
        closing = close_day(day=day, actor=SYSTEM)
        run = DebitRun.objects.create(
            number=1, collect_on=day, content=seal("<x/>"), made_at=timezone.now(), made_by="x"
        )
        self.values |= {
            "zahlen/<key>": [public_key(claim)],
            "zahlen/<key>/<way>": ["transfer"],
            "claim_id": [claim.pk],
            "arbeitsplatz/kasse/forderungen/<claim_id>/<step>": [one.key for one in CLAIM_STEPS],
            "line_id": [line.pk],
            "closing_id": [closing.pk],
            "form": ["csv", "xml"],
            "run_id": [run.pk],
            "refund_run_id": [
                RefundRun.objects.create(
                    number=1, content=seal("<x/>"), made_at=timezone.now(), made_by="x"
                ).pk
            ],
        }

    def _directory(self) -> None:
        office, service = make_office(parent=Unit.objects.get(key="town")), make_service()
        topic, subject = make_topic(), make_topic("tiere", kind="subject")
        self.values |= {
            "slug": [service.slug],
            "aemter/<key>": [office.key],
            "api/v1/units/<key>": [office.key],
            "lebenslagen/<key>": [topic.key],
            "themen/<key>": [subject.key],
            "arbeitsplatz/verzeichnis/aemter/<key>": [office.key],
            "arbeitsplatz/verzeichnis/gebaeude/<key>": ["rathaus"],
            "arbeitsplatz/verzeichnis/leistungen/<key>": [service.slug],
            "arbeitsplatz/verzeichnis/lebenslagen/<key>": [topic.key],
            "arbeitsplatz/verzeichnis/themen/<key>": [subject.key],
        }

    def _forms(self) -> None:
        rows = save_code_list(
            key="rassen", title="Rassen", entries=[("b", "Beagle"), ("d", "Dackel")], actor=SYSTEM
        )
        form = save_form(form={**DOG, "key": "hund"}, actor=SYSTEM)
        save_block(
            key="zucht", title="Zucht", content={"label": "Zucht", "items": ANYTHING["items"]}, actor=SYSTEM
        )
        review = forms.RuleReview.objects.create(
            form=form, rule_id="R1", name="Regel", text="WENN", places=["dog"]
        )
        self.values |= {
            "pk": [rows.pk],
            "review": [review.pk],
            "gestaltung/formulare/<key>": ["hund"],
            "gestaltung/formulare/<key>/seite/<page>": ["dog_page"],
            "gestaltung/formulare/<key>/teil/<path>": ["toys", "toys.breed"],
            "gestaltung/formulare/<key>/probe/<page>": ["more", "antworten"],
            "gestaltung/formulare/<key>/probe/<page>/liste": ["more"],
            "gestaltung/bausteine/<key>": ["zucht"],
            "gestaltung/bausteine/<key>/seite/<page>": ["baustein"],
            "gestaltung/bausteine/<key>/teil/<path>": ["age"],
            "gestaltung/bausteine/<key>/probe/<page>": ["baustein"],
        }

    def _cases(self) -> None:
        version = cases.make_procedure(form=json.dumps(DOG))
        case = cases.send(version, by=self.citizen).case
        question = ask_customer(case=case, text="Chip?", by=self.everyone)
        part = involve_unit(case=case, unit=Unit.objects.get(key="order"), by=self.everyone, wanted="Prüfen")
        receive_email(email("info@musterstadt.localhost"))
        mass = MassDecision.objects.create(decided_by=self.everyone, outcome="grant")
        MassItem.objects.create(mass=mass, case=case, version=1)
        browser = Client(headers={"host": "musterstadt.localhost"})
        browser.force_login(self.citizen)
        browser.post(f"/antrag/{version.procedure.key}/")
        self.values |= {
            "antrag/<key>": [version.procedure.key],
            "draft_id": [Draft.objects.get().pk],
            "antrag/<draft_id>/<page>": [page["key"] for page in DOG["pages"]],
            "reference": [case.reference],
            "question_id": [question.pk],
            "case_id": [case.pk],
            "task_id": [Task.objects.earliest("id").pk],
            "part_id": [part.pk],
            "arbeitsplatz/cases/<case_id>/do/<key>": list(STEPS),
            "file_id": [Document.objects.earliest("id").file_id],
            "template_id": [DocumentTemplate.objects.earliest("id").pk],
            "arbeitsplatz/e-mails/<key>": ["message"],
            "email_id": [UnmatchedEmail.objects.get().pk],
            "mass_id": [mass.pk],
            "demo/post/<key>": [OutgoingEmail.objects.earliest("id").pk],
        }

    def _processes(self) -> None:
        model = create_model(name="Fundsachen", actor=SYSTEM)
        version = publish("antrag", "start s", "user a 'X'", "end e", "s a", "a e")
        instance = start_process(version=version, subject="test:1", variables={"x": 1}, actor=SYSTEM)
        stuck = publish(
            "fest",
            "start s",
            "xor g",
            "user a",
            "user b",
            "end e",
            "s g",
            "g a x==2",
            "g b x==3",
            "a e",
            "b e",
        )
        tables = import_tables(content=samples.DOGS.encode(), file_name="h.dmn", name="", actor=SYSTEM)
        secret = {"kind": "bearer", "origin": "https://kasse.example", "secret": "geheim-geheim"}
        credential = set_credential(name="kasse", actor=SYSTEM, **secret)
        other = start_process(version=stuck, subject="test:2", variables={"x": 1}, actor=SYSTEM)
        self.values |= {
            "arbeitsplatz/prozesse/modelle/<key>": [model.key],
            "arbeitsplatz/prozesse/zahlen/<key>": ["antrag"],
            "arbeitsplatz/prozesse/tabellen/<key>": [tables.key],
            "arbeitsplatz/prozesse/verfahren/<key>": [self.terms_of_first()],
            "decision": ["satz"],
            "column": ["i0", "o0", "n0"],
            "credential_id": [credential.pk],
            "element": ["step_1", "flow_2", "end"],
            "instance_id": [instance.pk, other.pk],
        }

    def terms_of_first(self) -> str:
        """The key of a procedure whose fees and signatures have a working copy."""
        procedure = Procedure.objects.filter(current__isnull=False).select_related("current").earliest("id")
        open_draft(terms=Terms(procedure, procedure.current), actor=SYSTEM)
        return str(procedure.key)

    def _customers(self) -> None:
        rows = [create_customer(actor=SYSTEM, family_name=f"Beispiel {number}") for number in range(3)]
        merge = merge_customers(source=rows[2], target=rows[0], take={}, by=self.everyone)
        self.values |= {"customer_id": [rows[0].pk], "other_id": [rows[1].pk], "merge_id": [merge.pk]}

    def _mandates(self) -> None:
        mandate = declare_mandate(agent=self.citizen, kind="company", family_name="Beispiel GmbH")
        asked = ask_mandate(agent=make_citizen(), name="Max", email=self.citizen.email)
        Mandate.objects.filter(pk=asked.pk).update(token_hash=hash_mandate("x" * 40))
        self.values |= {
            "konto/handeln-fuer/<mandate_id>": [mandate.pk],
            "konto/handeln-fuer/neu/<way>": ["child", "organisation", "person", "give"],
            "mandate_id": [mandate.pk],
            "konto/handeln-fuer/frage/<token>": ["x" * 40],
            "schalter/<key>": self.values["antrag/<key>"],
        }

    def _signatures(self) -> None:
        case = Case.objects.select_related("submission").get(reference=self.values["reference"][0])
        person = Person("Max", self.citizen.email, is_applicant=True)
        asked = {"people": [person], "digest": digest_of(case.submission), "due_on": timezone.localdate()}
        open_round(subject=case.subject, title="Hund", applicant=self.citizen, actor=SYSTEM, **asked)
        begin(subject=case.subject, document=Document.objects.earliest("id").file)
        Signer.objects.update(token_hash=hash_token("x" * 40))
        SignatureReport.objects.create(
            file=Document.objects.earliest("id").file, verdict="unknown", checked_at=timezone.now(),
            signatures=[Found("unknown", "stranger", name="Max").as_json()],
        )  # fmt: skip
        self.values |= {"list_id": [TrustedList.objects.create(name="Liste", read_at=timezone.now()).pk]}
        self.values |= {"unterschreiben/<token>": ["x" * 40], "signer_id": [Signer.objects.get().pk]}

    def _login_service(self) -> str:
        """One that speaks SAML; its provider is nowhere."""
        key, certificate = new_key("town", bits=2048)
        settings = {
            "base_url": "https://musterstadt.localhost", "idp_entity_id": "https://id.example/", "sso_url": "https://id.example/sso",
            "idp_certificates": [certificate], "keys": [{"key": key, "certificate": certificate}],
        }  # fmt: skip
        service = save_service(
            key="bundid", provider="bundid", label="BundID", audience="citizen", level="high",
            settings=settings, by=None,
        )  # fmt: skip
        return service.key

    def _accounts(self) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        other = staff(Role.CLERK)
        absence = set_absence(user=self.everyone, deputy=other, start=tomorrow, end=tomorrow, by=None)
        session = AccountSession.objects.create(user=self.everyone, session_key="x" * 32)
        wallet = make_wallet(plain_settings())
        open_visit(service=wallet, settings=plain_settings(), wanted=["given_name"])
        asked = WalletRequest.objects.latest("id")
        passkey = Passkey.objects.create(user=self.everyone, name="Telefon", host="x", credential="x")
        self.values |= {
            "konto/geraete/<key>": [session.pk],
            "provider": ["oidc", "saml", "bundid", "wallet"],
            "konto/anmeldedienste/<key>": [LoginService.objects.earliest("id").pk],
            "konto/dienste/<service>": [wallet.key, self._login_service()],
            "konto/dienste/<service>/wallet/anfrage/<handle>": ["x", asked.handle],
            "konto/dienste/<service>/wallet/antwort/<handle>": ["x", asked.handle],
            "konto/passkeys/<key>": [passkey.pk],
            "konto/vertretung/<key>": [absence.pk],
            "konto/beschaeftigte/<key>": [other.pk],
        }

    def _online_payments(self) -> None:
        claim = make_claim(subject=f"case:{self.values['case_id'][0]}")
        payment = OnlinePayment.objects.create(
            claim=claim, way="xbezahldienste", amount=12, transaction_id="x"
        )
        save_issuer(actor=SYSTEM, **MUSTERSTADT)
        invoice = issue_invoice(claim=claim, buyer=Buyer("B", "S 1", "1", "O", "b@b.example"), actor=SYSTEM)
        self.values |= {
            "way": [payment.way],
            "provider": [payment.way],
            "claim_id": [claim.pk],
            "invoice_id": [invoice.pk],
            "arbeitsplatz/kasse/rechnungen/<invoice_id>/<form>": ["pdf", "xml"],
            "bezahlen/online/<token>": [payment.token],
            "arbeitsplatz/kasse/online/<key>": [payment.pk],
        }

    def _transitions(self) -> None:
        programme, schools = make_hosting_programme(schools=1)
        self.values |= {
            "programme_id": [programme.pk],
            "institution_id": [schools[0].pk],
            "arbeitsplatz/umstellungen/<programme_id>/massnahmen/<key>": ["webhosting"],
            "umstellungen/<key>": [programme.key],
            "api/v1/programmes/<key>": [programme.key],
            "umstellungen/abo/<token>": [
                token_of(Follower.objects.create(programme=programme, email="a@a.example"))
            ],
            "effect_id": [Effect.objects.filter(measure__key="webhosting").get().pk],
            "run_id": [Run.objects.create(programme=programme, state=Run.State.NONE).pk],
        }
        notice = Notice.objects.get()  # the first revision waits for a second person
        Notice.objects.update(prepared_by=None)
        run_letters(release_notice(notice=notice, by=None))
        _link, token = make_link(programme, schools[0], contact=Letter.objects.get().contact)
        self.values |= {
            "notice_id": [notice.pk],
            "letter_id": [Letter.objects.get().pk],
            "u/<token>": [token],
            "measure": ["webhosting"],
            "step": [Step.objects.earliest("id").pk],
        }

    def _resources(self) -> None:
        server = save_resource(type="server", number="S-1", by=SYSTEM)
        line = save_resource(type="line", number="L-1", fields={"technology": "dsl"}, by=SYSTEM)
        link = add_dependency(resource=server, needs=line, kind="needs", by=SYSTEM)
        start = "arbeitsplatz/it/ressourcen/<key>"
        self.values |= {start: [server.pk, line.pk], f"{start}/braucht/<dependency>": [link.pk]}

    def _offers(self) -> None:
        offer = offers.make_offer(stage="ending")
        variant = offers.make_variant(offer, body=10)
        school = offers.Institution.objects.get(pk=self.values["institution_id"][0])
        contact = offers.make_contact(school, user=self.citizen)
        self.values |= {
            "contact_id": [contact.pk], "variant_id": [variant.pk],
            "alternative_id": [offers.make_alternative(offer).pk],
            "it-dienste/<key>": [offer.key],
            "api/v1/it-services/<key>": [offer.key],
            "arbeitsplatz/it/angebote/<key>": [offer.key],
            "einrichtung/kontakt/<token>": ["x"],
        }  # fmt: skip

    def _server(self) -> object:
        office = offers.make_institution(kind="office")
        return save_resource(type="server", number="S-2", institution=office, by=SYSTEM).pk

    def _consolidation(self) -> object:
        return make_measure(make_programme(), "server", kind="consolidation").pk

    def _network(self) -> None:
        school = make_wired_school()
        measure = make_renumbering()
        start, token = "arbeitsplatz/it/netz/", signed_address(measure.pk, school.pk).rsplit("/")[-1]
        self.values |= {
            "arbeitsplatz/it/server/<server_id>": [self._server()],
            "arbeitsplatz/it/server/wellen/<measure_id>": [self._consolidation()],
            f"{start}anschluesse/<line_id>": [school.resources.get(number="S1-DSL").pk],
            "measure_id": [measure.pk],
            f"{start}plaene/<measure_id>/<institution_id>": [school.pk],
            f"{start}arbeitsblatt/<token>": [token.removesuffix(".pdf")],
        }


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Everything that the installation answers, as ``urls.py`` has it."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)
