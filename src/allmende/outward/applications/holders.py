"""Who looks at a case: the account, or the browser in which reference and code were shown."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from allmende.base.cases.access import CodeHolder, Who, may_see
from allmende.base.cases.models import Case
from allmende.base.identity.models import User
from allmende.foundation.ids import clean_reference
from allmende.foundation.ui.cookies import cookie_name

COOKIE = "allmende_case"
SALT = "allmende.applications.case"
#: How long a shown code opens the case in this browser.
OPEN_FOR = timedelta(hours=2)


def find_case(request: HttpRequest, reference: str) -> tuple[Case, Who] | None:
    """The case and as whom this request sees it; None where it does not exist for this person."""
    clean = clean_reference(reference)
    if clean is None:
        return None
    related = ("customer", "unit", "procedure_version__procedure", "submission")
    case = Case.objects.select_related(*related).filter(reference=clean).first()
    if case is None:
        return None
    user = request.user
    if isinstance(user, User) and not user.is_staff and may_see(user, case):
        return case, user
    holder = CodeHolder(case.pk)
    return (case, holder) if case.pk.hex == _shown(request) else None


def let_in(response: HttpResponseBase, case_id: uuid.UUID) -> None:
    """Let this browser see the case for a while; only one at a time."""
    response.set_cookie(
        cookie_name(COOKIE), signing.TimestampSigner(salt=SALT).sign(case_id.hex), max_age=OPEN_FOR,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def let_out(response: HttpResponseBase) -> None:
    """This browser sees the case no longer."""
    response.delete_cookie(cookie_name(COOKIE), samesite="Lax")


def _shown(request: HttpRequest) -> str:
    try:
        return signing.TimestampSigner(salt=SALT).unsign(
            request.COOKIES.get(cookie_name(COOKIE), ""), max_age=OPEN_FOR
        )
    except signing.BadSignature:
        return ""
