"""The pages of a person who is asked to sign: by the link in the e-mail, or logged in by the invited address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import LoginService, User
from allmende.base.identity.queries import services_for
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.views import serve_file
from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.foundation.ui.views import problem

from . import actions
from .errors import ChangedError, DocumentError, LevelError, SigningError, WrongPersonError
from .links import signer_of
from .models import Signer
from .people import Contents, read_contents
from .queries import invitations_of, invited_account

#: Wrong links that one client may try in a quarter of an hour.
WRONG_LINKS = 30
_WORDS = {LevelError: "level", WrongPersonError: "person", ChangedError: "changed", DocumentError: "document"}
View = Callable[..., HttpResponseBase]


def by_link(view: View) -> View:
    """Hand the signer of the link to the view; wrong, replaced and old links look the same, and are counted."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **arguments: Any) -> HttpResponseBase:
        signer = signer_of(token)
        if signer is None:
            try:
                spend("cosign-link", client_of(request), limit=WRONG_LINKS, seconds=900)
            except TooOftenError as error:
                words = _("Too many attempts. Please try again in %(minutes)s minutes.")
                return problem(429, _("Please wait a moment"), words % {"minutes": error.minutes})
            return render(request, "signatures/link_ended.html", status=404)
        response = view(request, signer, True, **arguments)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(guarded)


def by_account(view: View) -> View:
    """Hand the signer to the view where the logged-in account has the invited address."""

    @wraps(view)
    def guarded(request: HttpRequest, signer_id: uuid.UUID, **arguments: Any) -> HttpResponseBase:
        user: Any = request.user
        signer = invited_account(user, signer_id)
        if signer is None:
            raise Http404
        return view(request, signer, False, **arguments)

    return never_cache(login_required(guarded))


@never_cache
@login_required
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """What waits for the signature of this account."""
    user: Any = request.user
    return render(request, "signatures/invitations.html", {"signers": invitations_of(user)})


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, signer: Signer, linked: bool) -> HttpResponse:
    """What is to be signed, once it is sure enough who looks; the buttons to sign and to refuse."""
    if request.method == "POST":
        return _act(request, signer, linked)
    return _show(request, signer, linked)


@require_GET
def document(request: HttpRequest, signer: Signer, linked: bool) -> HttpResponseBase:
    """The summary as PDF, as it was laid before everybody."""
    _require_reader(request, signer, linked)
    if signer.round.document is None:
        raise Http404
    return serve_file(signer.round.document)


@require_GET
def receipt(request: HttpRequest, signer: Signer, linked: bool) -> HttpResponseBase:
    """What the person has of having signed, as PDF."""
    stored = actions.receipt_of(signer=signer)
    if stored is None:
        raise Http404
    return serve_file(stored)


@require_GET
def file(request: HttpRequest, signer: Signer, linked: bool, file_id: uuid.UUID) -> HttpResponseBase:
    """A file that belongs to what is signed."""
    _require_reader(request, signer, linked)
    found = read_contents(signer.round.subject, signer.round.language)
    stored: list[StoredFile] = [one for one in (found.files if found else ()) if one.pk == file_id]
    if not stored:
        raise Http404
    return serve_file(stored[0])


def _act(request: HttpRequest, signer: Signer, linked: bool) -> HttpResponse:
    typed = request.POST.get("reason", "").replace("\r\n", "\n")[:2000]
    try:
        if request.POST.get("_do") == "refuse":
            actions.refuse(signer=signer, by=_visitor(request), by_link=linked, reason=typed)
        elif request.POST.get("_do") == "document":
            _with_document(request, signer, linked)
        elif request.POST.get("read") != "yes":
            raise SigningError(_("Please confirm that you have read the application."))
        else:
            actions.sign(signer=signer, by=_visitor(request), by_link=linked)
    except SigningError as error:
        if type(error) in _WORDS:
            actions.turn_away(signer=signer, reason=_WORDS[type(error)], by=_visitor(request))
        return _show(request, signer, linked, error=str(error), typed=typed)
    return redirect(request.path)


def _with_document(request: HttpRequest, signer: Signer, linked: bool) -> None:
    upload = request.FILES.get("signed")
    if upload is None:
        raise DocumentError(_("Please choose the signed PDF."))
    try:
        spend("cosign-document", str(signer.pk), limit=20, seconds=3600)
        actions.sign_with_document(signer=signer, by=_visitor(request), by_link=linked, upload=upload)
    except TooOftenError as error:
        words = _("Too many attempts. Please try again in %(minutes)s minutes.")
        raise SigningError(words % {"minutes": error.minutes}) from error
    except FileRefusedError as error:
        raise DocumentError(str(error)) from error


def _show(
    request: HttpRequest, signer: Signer, linked: bool, error: str = "", typed: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"signer": signer, "round": signer.round, "error": error, "typed": typed}
    if (
        signer.round.is_waiting
        and signer.state == Signer.State.INVITED
        and signer.round.due_on >= timezone.localdate()
    ):
        context |= _open(request, signer, linked)
    return render(request, "signatures/sign.html", context, status=422 if error else 200)


def _open(request: HttpRequest, signer: Signer, linked: bool) -> dict[str, Any]:
    """What the page needs while the signature is wanted: the content, or why it is not shown yet."""
    by_identity = signer.way != Signer.Way.QUALIFIED
    try:
        seen = _reader(request, signer, linked)
        by_identity = by_identity and seen.level.reaches(signer.level)
    except LevelError:
        return {"step": "identify", "services": _services(signer)}
    except WrongPersonError as wrong:
        return {"step": "wrong", "wrong": str(wrong)}
    found: Contents | None = read_contents(signer.round.subject, signer.round.language)
    if found is None or found.digest != signer.round.digest:
        return {"step": "wrong", "wrong": str(ChangedError())}
    actions.mark_seen(signer=signer)
    return {
        "step": "sign", "contents": found, "seen": seen, "by_identity": by_identity,
        "by_document": signer.way != Signer.Way.IDENTITY,
        "services": _services(signer) if signer.way == Signer.Way.EITHER and not by_identity else [],
    }  # fmt: skip


def _reader(request: HttpRequest, signer: Signer, linked: bool) -> actions.Seen:
    """Who looks: surely enough to sign; whoever may sign with the document itself reads it by the link alone."""
    wanted = None if signer.way == Signer.Way.IDENTITY else TrustLevel.LOW
    return actions.require_person(signer, _visitor(request), linked, wanted)


def _services(signer: Signer) -> list[LoginService]:
    return services_for(LoginService.Audience.CITIZEN, signer.level)


def _require_reader(request: HttpRequest, signer: Signer, linked: bool) -> None:
    """Only who may sign reads; afterwards, nobody by this way."""
    if not signer.round.is_waiting or signer.state != Signer.State.INVITED:
        raise Http404
    try:
        _reader(request, signer, linked)
    except SigningError:
        raise Http404 from None


def _visitor(request: HttpRequest) -> Any:
    return request.user


_PAGES: dict[str, View] = {"page": page, "document": document, "file": file, "receipt": receipt}
LINK = {name: by_link(view) for name, view in _PAGES.items()}
ACCOUNT = {name: by_account(view) for name, view in _PAGES.items()}
__all__ = ["ACCOUNT", "LINK", "User", "invitations"]
