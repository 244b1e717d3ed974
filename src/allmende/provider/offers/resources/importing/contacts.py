"""Contacts from a list, one line for each role: columns name, email, institution, role (needed); number, phone,
deputy, language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.tables import Refusal, TableRow
from allmende.provider.offers.models import Contact, ContactRole, Institution

from . import reading
from .kind import Report
from .reading import LineError
from .writing import save_rows, stored_ids


class ContactsImport:
    """Contacts by number, which is the e-mail address where none is given; who stands for two schools has two lines."""

    key = "contacts"
    required: Sequence[str] = ("name", "email", "institution", "role")

    def __init__(self) -> None:
        self._columns: set[str] = set()

    def use_columns(self, columns: Sequence[str]) -> None:
        self._columns = set(columns)

    def write(self, rows: list[TableRow], report: Report) -> None:
        institutions = stored_ids(Institution, "number", {row["institution"] for row in rows})
        people: dict[tuple[Any, ...], dict[str, Any]] = {}
        roles: dict[tuple[str, Any, str], bool] = {}
        for row in rows:
            try:
                number, values = self._read(row)
                institution = institutions.get(row["institution"])
                if institution is None:
                    raise LineError(
                        _("the institution %(number)s is not known") % {"number": row["institution"][:40]}
                    )
                role = reading.choice(row, "role", ContactRole.Role)
                roles[(number, institution, role)] = reading.yes(row, "deputy")
            except LineError as error:
                report.refuse(Refusal(row.line, str(error), row["email"][:80]))
                continue
            people[(number,)] = values
        self._save(people, roles, report)

    def finish(self, report: Report) -> None:
        """Nothing waits."""

    def _save(
        self,
        people: dict[tuple[Any, ...], dict[str, Any]],
        roles: dict[tuple[str, Any, str], bool],
        report: Report,
    ) -> None:
        if not people:
            return
        contacts = save_rows(Contact, ("number",), people, by={"number": [key[0] for key in people]})
        wanted = {
            (contacts.ids[(number,)], institution, role): {"is_deputy": deputy}
            for (number, institution, role), deputy in roles.items()
        }
        given = save_rows(
            ContactRole,
            ("contact_id", "institution_id", "role"),
            wanted,
            by={"contact_id": {key[0] for key in wanted}},
        )
        report.created += contacts.created
        report.updated += contacts.updated
        report.unchanged += contacts.unchanged
        if given.created:
            back = Contact.objects.filter(pk__in=list(contacts.ids.values()))
            back.exclude(ended_at=None).update(ended_at=None)
        if contacts.changed:
            reachable = Contact.objects.filter(pk__in=contacts.changed)
            reachable.exclude(bounced_at=None).update(bounced_at=None)
            # As in save_contact: a new address has to prove itself again.
            moved = [key for key, columns in contacts.changed.items() if "email" in columns]
            Contact.objects.filter(pk__in=moved).update(user=None, invitation_hash="")

    def _read(self, row: TableRow) -> tuple[str, dict[str, Any]]:
        email = reading.email(row, "email")
        number = reading.words(row, "number", longest=254) or email
        if not number:
            raise LineError(_("has neither a number nor an e-mail address"))
        values: dict[str, Any] = {"name": reading.words(row, "name", longest=200), "email": email}
        if "phone" in self._columns:
            values["phone"] = reading.words(row, "phone", longest=40)
        if "language" in self._columns:
            values["language"] = reading.words(row, "language", longest=5) or "de"
        return number, values
