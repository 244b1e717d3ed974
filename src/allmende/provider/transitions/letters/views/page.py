"""An institution's own page by a link: phone first, everything on one page, each act a plain form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.limits.actions import TooOftenError, spend
from allmende.provider.offers.orders.actions import ask
from allmende.provider.offers.orders.errors import OrderError
from allmende.provider.transitions.access import Holder
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Step
from allmende.provider.transitions.page_parts import page_parts

from ..actions import forward_page
from ..actions.pages import head_of
from ..errors import NoticeError
from ..models import PageLink
from ..overview import page_context
from .guard import by_link, quiet
from .kept import answer_kept
from .steps import posted_step, turn

#: What is sent from one link in an hour: questions, e-mails, files.
AN_HOUR = 20


@require_http_methods(["GET", "POST"])
def _page(request: HttpRequest, link: PageLink, holder: Holder) -> HttpResponseBase:
    if request.method == "GET":
        return _show(request, link, holder)
    do = request.POST.get("_do", "")
    try:
        said, anchor = _act(request, link, holder, do)
    except TooOftenError as error:
        words = _("Too many attempts. Please try again in %(minutes)s minutes.")
        return _show(request, link, holder, error=words % {"minutes": error.minutes})
    except (TransitionError, OrderError, FileRefusedError) as error:
        return _show(request, link, holder, error=str(error))
    messages.success(request, said)
    return redirect(request.path + anchor)


def _act(request: HttpRequest, link: PageLink, holder: Holder, do: str) -> tuple[str, str]:
    """Do what was posted; returns what is said then, and where on the page."""
    if do in ("tick", "untick"):
        return _tick(request, link, holder)
    if do == "ask":
        return _ask(request, link, holder), "#fragen"
    if do == "forward":
        spend("letters-forward", str(link.pk), limit=AN_HOUR, seconds=3600)
        forward_page(link=link, email=request.POST.get("email", "")[:254])
        return _("The head of the institution gets an e-mail with a link of its own."), "#weitergeben"
    if do.startswith("part:") and do.removeprefix("part:") in page_parts:
        part = page_parts[do.removeprefix("part:")]
        return part.act(holder, link.programme, link.institution, request.POST), f"#{part.key}"
    raise Http404


def _tick(request: HttpRequest, link: PageLink, holder: Holder) -> tuple[str, str]:
    own = Step.objects.filter(programme=link.programme, institution=link.institution)
    step = posted_step(request, own)
    return turn(request, step, holder, sender=str(link.pk), files=AN_HOUR), f"#schritt-{step.pk}"


def _ask(request: HttpRequest, link: PageLink, holder: Holder) -> str:
    if holder.contact is None:
        raise NoticeError(
            _("This link was passed on to you, so we do not know whom to answer. Please let a contact ask.")
        )
    text = request.POST.get("question", "").replace("\r\n", "\n").strip()
    if not text:
        raise NoticeError(_("Please write your question."))
    spend("letters-ask", str(link.pk), limit=AN_HOUR, seconds=3600)
    ask(
        institution=link.institution, about=link.programme.stream, text=text[:5000], by=holder.contact,
        once=request.POST.get("once", "")[:64],
    )  # fmt: skip
    return _("We have your question and answer by e-mail. What concerns everybody will also stand here.")


def _show(request: HttpRequest, link: PageLink, holder: Holder, error: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        **page_context(holder, link.programme, link.institution),
        **addresses(request),
        "link": link,
        "error": error,
        "typed": request.POST if error else {},
        "head": head_of(link),
        "can_ask": holder.contact is not None,
        "once": get_random_string(32),
    }
    return render(request, "letters/page.html", context, status=422 if error else 200)


def addresses(request: HttpRequest) -> dict[str, str]:
    """The pages that belong to the token of this request."""
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    names = {"page_url": "page", "head_url": "head", "head_pdf_url": "head_pdf", "letter_url": "letter_pdf"}
    return {key: reverse(f"letters:{name}", args=[token]) for key, name in names.items()}


def page(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page; what was drawn for the same link a moment ago is handed out again."""
    kept = answer_kept(request, token, lambda: _drawn(request, token=token))
    return quiet(kept) if kept is not None else _drawn(request, token=token)


_drawn = by_link(_page)
