"""The mail room: e-mail that fits no case is filed to one, or deleted."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.cases.errors import CaseError, CaseNotFoundError
from allmende.base.cases.post import file_email, find_for_post, suggest_for_post
from allmende.base.identity.models import User
from allmende.base.messages.models import UnmatchedEmail
from allmende.base.messages.unmatched import KEEP, UnmatchedGoneError, delete_unmatched
from allmende.foundation.files.queries import files_of
from allmende.foundation.files.views import serve_file
from allmende.foundation.ids import read_key
from allmende.inward.workplace.access import post_only
from allmende.inward.workplace.opening import OpenCase

PAGE = 50


@require_safe
@post_only
def post(request: HttpRequest, by: User) -> HttpResponse:
    """What waits, oldest first; ``?after=<key>`` goes on."""
    rows = UnmatchedEmail.objects.defer("body").order_by("id")  # UUIDv7: by time
    if after := read_key(request.GET.get("after", "")):
        rows = rows.filter(id__gt=after)
    found = list(rows[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"rows": found[:PAGE], "more": more, "after": after, "days": KEEP.days}
    return render(request, "workplace/post.html", context)


@require_safe
@post_only
def one(request: HttpRequest, by: User, email_id: uuid.UUID) -> HttpResponse:
    """One e-mail with its files and the cases that it may be about."""
    return _page(request, by, _get(email_id))


@require_safe
@post_only
def file(request: HttpRequest, by: User, email_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """One file that came with an e-mail."""
    stored = files_of(_get(email_id).owner).filter(pk=file_id).first()
    if stored is None:
        raise Http404
    return serve_file(stored, inline="inline" in request.GET)


@require_POST
@post_only
def sort(request: HttpRequest, by: User, email_id: uuid.UUID) -> HttpResponse:
    """File the e-mail to the case that was named, or delete it (``do=delete``, and ``sure`` once asked)."""
    try:
        if request.POST.get("do") == "delete" and not request.POST.get("sure"):
            return _page(request, by, _get(email_id), asking=True)
        if request.POST.get("do") == "delete":
            delete_unmatched(email_id=email_id, by=by)
            messages.success(request, _("The e-mail has been deleted."))
            return redirect("workplace:post")
        typed = (request.POST.get("number") or request.POST.get("case") or "").strip()
        case = find_for_post(by=by, typed=typed)
        file_email(email_id=email_id, case=case, by=by)
    except CaseNotFoundError:
        error = _("There is no case with this number. Please check it; the e-mail still waits here.")
        return _page(request, by, _get(email_id), error=error, typed=typed)
    except UnmatchedGoneError:
        return _gone(request)
    messages.success(request, _("The e-mail now belongs to case %(number)s.") % {"number": case.number})
    return redirect("workplace:post")


@require_http_methods(["GET", "HEAD", "POST"])
@post_only
def new_case(request: HttpRequest, by: User, email_id: uuid.UUID) -> HttpResponse:
    """Open a case from the e-mail; ``do=search`` looks for a customer and keeps what was typed."""
    email, searching = _get(email_id), request.POST.get("do") == "search"
    who = " ".join(request.POST.get("who", "").split())[:100]
    form = OpenCase(email, who, request.POST or None)
    if request.method == "POST" and not searching and form.is_valid():
        try:
            with transaction.atomic():
                case = form.open(by)
        except UnmatchedGoneError:
            return _gone(request)
        except CaseError as error:
            form.add_error("unit", str(error))
        else:
            text = _("Case %(number)s has been opened; %(unit)s works on it.")
            messages.success(request, text % {"number": case.number, "unit": case.unit.name})
            return redirect("workplace:post")
    if searching:
        form.silence()
    context = {
        "email": email,
        "form": form,
        "who": who,
        "searching": searching,
        "files": files_of(email.owner),
    }
    return render(request, "workplace/post_new.html", context, status=422 if form.errors else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("A colleague has already filed or deleted this e-mail."))
    return redirect("workplace:post")


def _page(
    request: HttpRequest,
    by: User,
    email: UnmatchedEmail,
    *,
    error: str = "",
    typed: str = "",
    asking: bool = False,
) -> HttpResponse:
    cases = suggest_for_post(by=by, email=email)
    context = {
        "email": email, "files": files_of(email.owner),
        "cases": [(case.number, f"{case.number} · {case.title} · {case.unit.name}") for case in cases],
        "error": error, "typed": typed, "asking": asking, "days": KEEP.days,
    }  # fmt: skip
    return render(request, "workplace/post_one.html", context, status=422 if error else 200)


def _get(email_id: uuid.UUID) -> UnmatchedEmail:
    row = UnmatchedEmail.objects.filter(pk=email_id).first()
    if row is None:
        raise Http404
    return row
