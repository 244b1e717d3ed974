"""The town's IT provider in the demo: an invented sample of its schools, and two of their people with accounts."""

from __future__ import annotations

import dataclasses

from django.db import transaction

from allmende.base.directory.models import Unit
from allmende.base.identity.actions.accounts import create_citizen
from allmende.base.identity.models import User
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.models import Tenant
from allmende.provider.offers.actions import link_account
from allmende.provider.offers.models import Contact, Institution
from allmende.provider.offers.orders.actions import install_procedures
from allmende.provider.offers.resources.models import Dependency, Resource
from allmende.provider.offers.sample.load import load_sample

from .consolidation import consolidate, import_offices
from .people import Login
from .programme import plan_programme
from .renumbering import renumber

#: The town that has a provider; the other one uses somebody else's.
TOWN = "musterstadt"
#: As many as "make demo" has time for; SCHOOLS=2000 makes all of the story.
SCHOOLS = 200
_SEED = 1
#: The office that works on orders and questions.
OFFICE = "hauptamt"
#: The office whose head can agree to its wave: the Ordnungsamt.
HEAD_OF = "A0026"


def provide(tenant: Tenant, *, schools: int = SCHOOLS) -> None:
    """The catalogue, ``schools`` schools with what they use, and the log-ins of an IT teacher and of a school body."""
    import_offices(tenant.slug)
    load_sample(schools=schools, seed=_SEED, actor=SYSTEM, offices=False)
    plan_programme(tenant.slug)
    consolidate(tenant.slug)
    renumber(tenant.slug, affected_school())
    with transaction.atomic():
        office = Unit.objects.filter(key=OFFICE).first()
        if office is not None:
            install_procedures(unit=office, actor=SYSTEM, filing_plan="10.40")
        school = affected_school()
        logins = [
            _account(tenant, school, "it", "IT-Lehrkraft"),
            _account(tenant, school, "head", "Schulleitung"),
        ]
        if school.body is not None:
            logins.append(_account(tenant, school.body, "body", "Schulträger"))
        _link_office_head()
        known = [*tenant.settings.get("demo_logins", []), *(dataclasses.asdict(login) for login in logins)]
        tenant.settings = {**tenant.settings, "demo_logins": known}
        tenant.save(update_fields=["settings"])


def affected_school() -> Institution:
    """The first school whose homepage is its Moodle and which has a DSL line: everything happens to it."""
    on_moodle = Dependency.objects.filter(needs__type="moodle_site", resource__type="web_space")
    with_line = Resource.objects.filter(variant__offer__key="line-dsl").values("institution")
    schools = Institution.objects.filter(pk__in=on_moodle.values("resource__institution"))
    return schools.filter(pk__in=with_line).order_by("number").first() or schools.order_by("number")[0]


def _link_office_head() -> None:
    """The head of an office that has been proposed a wave acts for it with the account that she works with."""
    contact = Contact.objects.get(roles__institution__number=HEAD_OF, roles__role="head")
    user = User.objects.filter(email=contact.email).first()
    if user is not None:
        link_account(contact=contact, user=user)


def _account(tenant: Tenant, institution: Institution, role: str, who: str) -> Login:
    """An account for the contact that has ``role`` there."""
    contact = Contact.objects.filter(
        roles__institution=institution, roles__role=role, roles__is_deputy=False
    ).order_by("number")[0]  # fmt: skip
    password = f"{tenant.slug}-demo-2026"
    user = create_citizen(
        email=contact.email, name=contact.name, password=password, confirmed=True, actor=SYSTEM
    )
    link_account(contact=contact, user=user)
    return Login(f"{contact.name}, {who}: {institution.name}", contact.email, password)
