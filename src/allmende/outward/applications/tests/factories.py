"""Small forms and procedures to apply with."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils import timezone

from allmende.base.directory.models import Unit
from allmende.base.forms.actions import publish_form
from allmende.base.forms.models import FormVersion
from allmende.base.identity.models import User
from allmende.base.procedures.models import Procedure, ProcedureVersion
from allmende.base.records.models import FilingPlanEntry
from allmende.foundation.events.types import SYSTEM

numbers = itertools.count(1)

DOG_TAX: dict[str, Any] = {
    "key": "dog-tax",
    "title": {"de": "Hundesteuer anmelden", "en": "Register a dog for tax"},
    "pages": [
        {
            "key": "owner",
            "label": "Über Sie",
            "items": [
                {
                    "type": "person", "key": "person", "label": "Halterin oder Halter", "required": True,
                    "prefill": "account.person", "parts": ["given_name", "family_name", "birth_date"],
                },
                {"type": "email", "key": "email", "label": "E-Mail", "required": True, "prefill": "account.email"},
                {"type": "address", "key": "address", "label": "Anschrift", "required": True},
            ],
        },
        {
            "key": "dogs",
            "label": "Ihre Hunde",
            "items": [
                {
                    "type": "group", "key": "dogs", "label": "Hunde", "item_label": "Hund", "maximum": 3,
                    "items": [
                        {"type": "text", "key": "name", "label": "Name des Hundes", "required": True},
                        {"type": "date", "key": "born", "label": "Geboren am"},
                        {"type": "yes_no", "key": "chip", "label": "Hat der Hund einen Chip?", "required": True},
                        {
                            "type": "text", "key": "chip_number", "label": "Nummer des Chips",
                            "show": "chip == true", "required": True, "help": "15 Ziffern",
                        },
                    ],
                },
                {"type": "computed", "key": "tax", "label": "Steuer im Jahr", "kind": "money",
                 "compute": "size(dogs) * 90"},
            ],
        },
        {
            "key": "evidence",
            "label": "Nachweise",
            "items": [
                {"type": "file", "key": "papers", "label": "Impfpass", "maximum": 2, "max_bytes": 200_000},
                {"type": "consent", "key": "truth", "label": "Meine Angaben stimmen.", "required": True},
            ],
        },
    ],
}  # fmt: skip

OWNER = {
    "person.given_name": "Kim", "person.family_name": "Muster", "person.birth_date.day": "5",
    "person.birth_date.month": "3", "person.birth_date.year": "1980", "email": "kim@example.org",
    "address.street": "Hauptstraße", "address.house_number": "1", "address.postcode": "45127",
    "address.city": "Musterstadt",
}  # fmt: skip
DOGS = {"dogs": "1", "dogs.0.name": "Bello", "dogs.0.chip": "false"}
EVIDENCE = {"truth": "true"}


def make_procedure(form: dict[str, Any] | None = None, **values: Any) -> Procedure:
    """A procedure with a published form; ``values`` are those of its version."""
    content = form or DOG_TAX
    published = publish_form(key=content["key"], form=content, actor=SYSTEM)
    return procedure_with(published, customer={"email": "email"}, **values)


def procedure_with(form: FormVersion, *, customer: dict[str, str] | None = None, **values: Any) -> Procedure:
    """A procedure for a form that is already published."""
    number = next(numbers)
    unit, _new = Unit.objects.get_or_create(key="tax-office", defaults={"name": "Steueramt"})
    FilingPlanEntry.objects.get_or_create(
        key="22.41", defaults={"title": "Hundesteuer", "retention_years": 10}
    )
    procedure = Procedure.objects.create(
        key=f"{form.form.key}-{number}".lower(), name="Hundesteuer anmelden", unit=unit
    )
    manifest = {"key": procedure.key, "name": procedure.name, "customer": customer or {}}
    procedure.current = ProcedureVersion.objects.create(
        procedure=procedure, number=1, manifest=manifest, form_version=form,
        published_at=timezone.now(), published_by="system", sha256=f"{number:064}", **values,
    )  # fmt: skip
    procedure.save()
    return procedure


def make_citizen(email: str = "kim@example.org", **values: Any) -> User:
    """A citizen with a confirmed account."""
    return User.objects.create(email=email, name="Kim Muster", confirmed_at=timezone.now(), **values)
