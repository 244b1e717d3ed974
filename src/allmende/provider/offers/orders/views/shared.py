"""What the pages of this app share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmende.base.cases.models import Case
from allmende.base.identity.models import User
from allmende.base.messages.actions import mark_read
from allmende.base.messages.models import Message
from allmende.base.messages.queries import conversation_of, messages_of
from allmende.foundation.ids import uuid7
from allmende.provider.offers.access import get_institution_for
from allmende.provider.offers.models import Institution

from ..access import actor

View = Callable[..., HttpResponseBase]


def for_institution(view: View) -> View:
    """Hand the account and the institution to the view: 404 where the account has no business with it."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, institution_id: uuid.UUID, **arguments: Any) -> HttpResponseBase:
        by = cast(User, request.user)
        return view(request, by, get_institution_for(by, institution_id), **arguments)

    return guarded


def crumbs(institution: Institution, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of an institution."""
    return [
        (_("My institutions"), _address("offers:portal")),
        (institution.name, _address("offers:portal_institution", institution.pk)),
        *rest,
    ]


def _address(name: str, *args: uuid.UUID) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def new_token() -> str:
    """What a double click on a form carries twice."""
    return str(uuid7())


def thread_of(case: Case, by: User) -> list[Message]:
    """The messages of a case; for the customer they are read now."""
    conversation = conversation_of(case.subject)
    if conversation is None:
        return []
    if not by.is_staff:
        mark_read(conversation=conversation, direction=Message.Direction.OUT, by=actor(by))
    return list(messages_of(conversation))
