"""Declaring, asking, confirming, noting and withdrawing a mandate."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.base.identity.access import actor_of, is_staff
from allmende.base.identity.mails import AccountEmail
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.tenants.context import current_tenant_id
from allmende.foundation.tenants.queries import absolute_url

from ..actions import create_customer, customer_for_user
from ..models import Customer
from .events import MandateAsked, MandateGiven, MandateRefused, MandateWithdrawn
from .mails import ASK, NOTED, OFFER
from .models import Mandate
from .queries import forget_mandates

#: The longest term: then somebody looks at it again.
LONGEST = timedelta(days=3 * 366)
LINK_FOR = timedelta(days=14)
ADULT = 18
#: Mandates that one account may hold or ask for at a time.
MOST = 50


class MandateError(Exception):
    """``str()`` is a sentence for people."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


@transaction.atomic
def declare_mandate(
    *,
    agent: User,
    kind: str,
    given_name: str = "",
    family_name: str,
    birth_date: date | None = None,
    ends_on: date | None = None,
    scope: str = "all",
    scope_key: str = "",
) -> Mandate:
    """The agent says to act for a child, a company or a school: enough to apply, not to see anything else.

    The represented becomes a customer of its own: nobody reaches a known customer's data by typing a name. For a
    child the term ends with the eighteenth birthday (section 2 BGB).
    """
    _require_room(agent)
    chosen = Mandate.Kind(kind)
    if chosen == Mandate.Kind.PERSON:
        raise MandateError(_("An adult must agree: ask by e-mail."))
    if not family_name.strip():
        raise MandateError(_("Please give the name."))
    last = _end_of_childhood(birth_date) if chosen == Mandate.Kind.CHILD else ends_on
    customer = create_customer(
        actor=actor_of(agent), given_name=given_name, family_name=family_name, language=agent.language,
        kind="person" if chosen == Mandate.Kind.CHILD else "organisation",
    )  # fmt: skip
    mandate = _made(
        principal=customer, agent=agent, kind=chosen, proof=Mandate.Proof.DECLARED,
        **_within(last, scope, scope_key, childhood=chosen == Mandate.Kind.CHILD),
    )  # fmt: skip
    _given(mandate, agent)
    return mandate


@transaction.atomic
def ask_mandate(
    *, agent: User, name: str, email: str, kind: str = "person", ends_on: date | None = None, scope: str = "all",
    scope_key: str = "",
) -> Mandate:  # fmt: skip
    """Ask who is to be represented by e-mail; nothing counts before they agree with an account of their own."""
    _require_room(agent)
    within = _within(ends_on, scope, scope_key)
    return _asked(agent, f"user:{agent.pk}", name, email, agent=agent, kind=Mandate.Kind(kind), **within)


@transaction.atomic
def answer_mandate(*, mandate: Mandate, by: User, agree: bool) -> Mandate:
    """Who is asked agrees or refuses; agreeing opens what the own account has, within the scope."""
    found = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if found.state != Mandate.State.ASKED or found.token_until is None or found.token_until < timezone.now():
        raise MandateError(_("This question was answered already, or is too old."))
    if by.pk == found.agent_id or is_staff(by) or by.confirmed_at is None:
        raise MandateError(_("Only who is to be represented can answer, with an account of their own."))
    found.principal = customer_for_user(by)
    found.state = Mandate.State.ACTIVE if agree else Mandate.State.REFUSED
    found.asked_email, found.token_hash = "", ""
    if not agree:
        found.ended_at = timezone.now()
    found.save()
    if agree:
        _given(found, by)
    else:
        record(MandateRefused(mandate=found.pk), stream=found.principal.stream, actor=actor_of(by))
    return found


@transaction.atomic
def offer_mandate(
    *, principal: Customer, by: User, name: str, email: str, ends_on: date | None = None, scope: str = "all",
    scope_key: str = "",
) -> Mandate:  # fmt: skip
    """The owner of an account asks somebody by e-mail to act for them; nothing counts before it is accepted.

    Whether the address has an account is not told. The page that calls this has checked that the owner may see what
    ``scope_key`` names.
    """
    if principal.user_id != by.pk or is_staff(by) or by.confirmed_at is None:
        raise MandateError(_("For this you need an account of your own."))
    waiting = Mandate.objects.filter(principal=principal, state=Mandate.State.ASKED).count()
    if waiting >= MOST:
        raise MandateError(_("Very many have not answered yet. Please end some first."))
    within = _within(ends_on, scope, scope_key)
    return _asked(by, principal.stream, name, email, principal=principal, kind=Mandate.Kind.PERSON, **within)


@transaction.atomic
def accept_mandate(*, mandate: Mandate, by: User, agree: bool) -> Mandate:
    """Who was asked to act agrees or refuses, with the account of the address that was asked."""
    found = Mandate.objects.select_for_update(of=("self",)).select_related("principal").get(pk=mandate.pk)
    late = found.token_until is None or found.token_until < timezone.now()
    if found.state != Mandate.State.ASKED or found.agent_id or late:
        raise MandateError(_("This question was answered already, or is too old."))
    if is_staff(by) or by.confirmed_at is None or by.email != found.asked_email:
        raise MandateError(_("Please log in with the account whose address was asked."))
    if agree:
        _require_room(by)
    found.agent = by
    found.state = Mandate.State.ACTIVE if agree else Mandate.State.REFUSED
    found.asked_email, found.token_hash = "", ""
    if not agree:
        found.ended_at = timezone.now()
    found.save()
    if agree:
        _given(found, by)
    elif found.principal:
        record(MandateRefused(mandate=found.pk), stream=found.principal.stream, actor=actor_of(by))
    return found


@transaction.atomic
def note_mandate(
    *, principal: Customer, agent: User, kind: str, proof: str, proof_note: str, ends_on: date, by: User,
    scope: str = "all", scope_key: str = "",
) -> Mandate:  # fmt: skip
    """A clerk has seen a document or the register; the page that calls this has checked the clerk's role."""
    if not is_staff(by) or is_staff(agent):
        raise MandateError(_("A clerk notes a mandate for an account of a citizen or a business."))
    if principal.user_id == agent.pk:
        raise MandateError(_("This is the customer's own account."))
    if proof not in (Mandate.Proof.DOCUMENT, Mandate.Proof.REGISTER) or not proof_note.strip():
        raise MandateError(_("Please say which document or register entry you have seen."))
    mandate = _made(
        principal=principal, agent=agent, kind=Mandate.Kind(kind), proof=proof, proof_note=proof_note.strip()[:300],
        noted_by=by, **_within(ends_on, scope, scope_key),
    )  # fmt: skip
    _given(mandate, by)
    for address in {principal.email, agent.email} - {""}:
        _tell(mandate, address)
    return mandate


@transaction.atomic
def withdraw_mandate(*, mandate: Mandate, by: User) -> Mandate:
    """Either side ends it, or the office; from this moment on the agent reaches nothing by it."""
    found = Mandate.objects.select_for_update().get(pk=mandate.pk)
    customer = found.principal
    if by.pk != found.agent_id and not (customer and customer.user_id == by.pk) and not is_staff(by):
        raise MandateError(_("Only the two whom it concerns can end it."))
    if found.state not in (Mandate.State.ACTIVE, Mandate.State.ASKED):
        return found
    found.state, found.ended_at = Mandate.State.WITHDRAWN, timezone.now()
    found.asked_email, found.token_hash = "", ""
    found.save()
    forget_mandates(by)
    stream = customer.stream if customer else f"user:{found.agent_id}"
    record(MandateWithdrawn(mandate=found.pk, agent=found.agent_id), stream=stream, actor=actor_of(by))
    return found


def hash_token(token: str) -> str:
    """The keyed hash under which a link is stored; another tenant's has another one."""
    value = f"{current_tenant_id()}:{token}"
    return salted_hmac("allmende.customers.mandate", value, algorithm="sha256").hexdigest()


def asked_by(token: str) -> Mandate | None:
    """What a link asks, or None where it is wrong, answered or too old."""
    if not 20 <= len(token) <= 100:
        return None
    waiting = Mandate.objects.filter(state=Mandate.State.ASKED, token_until__gt=timezone.now())
    found: Mandate | None = (
        waiting.filter(token_hash=hash_token(token)).select_related("agent", "principal").first()
    )
    return found


def _asked(by: User, stream: str, name: str, email: str, **values: Any) -> Mandate:
    """A mandate that the owner of an address has yet to answer, by a link that only this e-mail has."""
    address = email.strip().lower()
    if not name.strip() or not address:
        raise MandateError(_("Please give name and e-mail address."))
    if address == by.email:
        raise MandateError(_("This is your own address."))
    token = secrets.token_urlsafe(32)
    mandate = _made(
        proof=Mandate.Proof.CONFIRMED, state=Mandate.State.ASKED, asked_name=name.strip()[:200], asked_email=address,
        token_hash=hash_token(token), token_until=timezone.now() + LINK_FOR, **values,
    )  # fmt: skip
    record(MandateAsked(mandate=mandate.pk), stream=stream, actor=actor_of(by))
    _send(mandate, token)
    return mandate


def _made(**values: Any) -> Mandate:
    mandate = Mandate()
    for name, value in values.items():
        setattr(mandate, name, value)
    mandate.save(force_insert=True)
    return mandate


def _within(last: date | None, scope: str, scope_key: str, *, childhood: bool = False) -> dict[str, Any]:
    today = timezone.localdate()
    end = last or today + timedelta(days=365)
    if end < today:
        raise MandateError(_("The last day must lie in the future."))
    if end > today + LONGEST and not childhood:
        raise MandateError(_("At most three years: then it must be renewed."))
    chosen = Mandate.Scope(scope)
    if (chosen == Mandate.Scope.ALL) == bool(scope_key):
        raise MandateError(_("Please choose what it is for."))
    return {"starts_on": today, "ends_on": end, "scope": chosen, "scope_key": scope_key[:80]}


def _end_of_childhood(birth_date: date | None) -> date:
    """The day before the eighteenth birthday; raises ``MandateError`` for who is of age or not born."""
    if birth_date is None or birth_date > timezone.localdate():
        raise MandateError(_("Please give the child's date of birth."))
    try:
        adult = birth_date.replace(year=birth_date.year + ADULT)
    except ValueError:  # the 29th of February
        adult = date(birth_date.year + ADULT, 3, 1)
    if adult <= timezone.localdate():
        raise MandateError(_("This person is of age and must agree: ask by e-mail."))
    return adult - timedelta(days=1)


def _require_room(agent: User) -> None:
    if is_staff(agent) or agent.confirmed_at is None:
        raise MandateError(_("For this you need an account of your own."))
    open_states = (Mandate.State.ACTIVE, Mandate.State.ASKED)
    if Mandate.objects.filter(agent=agent, state__in=open_states).count() >= MOST:
        raise MandateError(_("You act for very many already. Please end some first."))
    forget_mandates(agent)


def _given(mandate: Mandate, by: User) -> None:
    assert mandate.principal is not None and mandate.agent is not None  # noqa: S101, PT018 - it counts from now on
    event = MandateGiven(
        mandate=mandate.pk, agent=mandate.agent.pk, kind=mandate.kind, scope=mandate.scope,
        proof=mandate.proof, until=mandate.ends_on,
    )  # fmt: skip
    personal = {"agent": mandate.agent.name, "principal": mandate.principal.name}
    record(event, stream=mandate.principal.stream, actor=actor_of(by), personal=personal)


def _send(mandate: Mandate, token: str) -> None:
    language = getattr(mandate.agent or mandate.principal, "language", "") or "de"
    values = _values(mandate, language) | {
        "name": mandate.asked_name,
        "link": absolute_url(reverse("customers:mandate_answer", args=[token])),
    }
    kind = ASK if mandate.agent else OFFER
    AccountEmail(kind, to=mandate.asked_email, language=language, values=values).send()


def _tell(mandate: Mandate, address: str) -> None:
    """Both sides learn what the office noted, so that neither is represented, or represents, unawares."""
    language = getattr(mandate.principal, "language", "") or "de"
    with translation.override(language):
        proof = f"{mandate.get_proof_display()} ({mandate.proof_note})"
    values = _values(mandate, language) | {
        "proof": proof,
        "link": absolute_url(reverse("customers:mandates")),
    }
    AccountEmail(NOTED, to=address, language=language, values=values).send()


def _values(mandate: Mandate, language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "agent": mandate.agent_name,
            "principal": mandate.principal.name if mandate.principal else "",
            "scope": mandate.scope_name,
            "until": formats.date_format(mandate.ends_on, "DATE_FORMAT"),
        }
