"""Who of the staff works on what a claim belongs to; apps above say so for their own subjects."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from allmende.base.identity.models import User
from allmende.foundation.ids import read_key
from allmende.foundation.registry import Registry

from .models import Claim


@dataclass(frozen=True)
class SubjectRule:
    """For subjects ``<key>:<uuid>``: whether ``user`` works on the one with that key, and where its page is."""

    key: str
    may_work: Callable[[User, uuid.UUID], bool]
    url_name: str = ""


subject_rules: Registry[SubjectRule] = Registry("rule for subjects of claims")


def may_work_on(user: object, subject: str) -> bool:
    """Whether ``user`` works on ``subject``; nobody where no app says so."""
    kind, _colon, text = subject.partition(":")
    key = read_key(text)
    if not isinstance(user, User) or kind not in subject_rules or key is None:
        return False
    return subject_rules[kind].may_work(user, key)


def page_of(subject: str) -> str:
    """The address of the subject's page for staff; empty where it has none."""
    kind, _colon, key = subject.partition(":")
    name = subject_rules[kind].url_name if kind in subject_rules else ""
    try:
        return reverse(name, args=[key]) if name else ""
    except NoReverseMatch:
        return ""


def claim_for_staff(user: object, key: uuid.UUID) -> Claim:
    """A claim whose subject ``user`` works on; raises ``Http404``: not found and not allowed look the same."""
    claim = Claim.objects.select_related("customer").filter(pk=key).first()
    if claim is None or not may_work_on(user, claim.subject):
        raise Http404("no such claim")
    return claim
