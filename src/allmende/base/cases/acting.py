"""Who acts for whom in a case: every act shows both names."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from allmende.base.identity.models import User
from allmende.foundation.ids import read_key

from .access import Who
from .models import Case

#: What a clerk at the counter looks at to know who stands there.
DOCUMENTS = {
    "id_card": _lazy("Identity card"),
    "passport": _lazy("Passport"),
    "residence": _lazy("Residence title"),
    "mandate": _lazy("Written authority and identity card"),
    "none": _lazy("Nothing was shown"),
}


def both_names(agent: str, principal: str) -> str:
    """ "Erika Beispiel for Beispiel GmbH"."""
    return _("%(agent)s for %(principal)s") % {"agent": agent, "principal": principal}


def who_applied(case: Case) -> str:
    """Both names where somebody applied for the customer, else nothing."""
    if case.mandate is None or case.customer is None:
        return ""
    return both_names(case.mandate.agent_name, case.customer.name)


def who_typed(case: Case) -> str:
    """The clerk who typed at the counter, and what was looked at: "Kim Amt (identity card)"; else nothing."""
    said = case.submission.provenance.get("*", {}) if case.submission else {}
    if said.get("source") != "counter":
        return ""
    return f"{said.get('clerk', '')} ({DOCUMENTS.get(said.get('looked_at', ''), DOCUMENTS['none'])})"


def who_writes(case: Case, by: Who) -> str:
    """The customer's name, or both where somebody else writes for the customer."""
    name = case.customer.name if case.customer else ""
    if isinstance(by, User) and not by.is_staff and case.customer and case.customer.user_id != by.pk:
        return both_names(by.name, name)
    return name


def title_of(subject: str) -> str:
    """A case by its subject ``case:<uuid>``, as it is called in a mandate; empty where there is none."""
    key = read_key(subject.partition(":")[2])
    case = Case.objects.filter(pk=key).first() if key else None
    return f"{case.title} ({case.reference})" if case else ""
