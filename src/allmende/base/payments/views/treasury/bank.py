"""Bank statements: take in, and assign by hand what the machine could not."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.foundation.events.types import Actor
from allmende.foundation.ids import read_key

from ...actions import assign_line, import_statement, release_line, set_aside
from ...bank.camt import StatementError
from ...bank.matching import lengths, suggest
from ...errors import PaymentError
from ...models import BankLine, Claim
from . import cashiers_only

PAGE = 50
LARGEST = 100_000_000


@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def bank(request: HttpRequest) -> HttpResponse:
    """What nobody has assigned yet, oldest first; a file of statements can be taken in."""
    error = ""
    if request.method == "POST":
        error = _take_in(request)
        if not error:
            return redirect("payments:bank")
    waiting = BankLine.objects.filter(state=BankLine.State.OPEN)
    if after := read_key(request.GET.get("after", "")):
        waiting = waiting.filter(pk__gt=after)
    rows = list(waiting.order_by("pk")[: PAGE + 1])
    context = {
        "rows": rows[:PAGE], "more": rows[PAGE - 1].pk if len(rows) > PAGE else None, "after": after, "error": error,
        "latest": BankLine.objects.exclude(state=BankLine.State.OPEN).order_by("-pk").select_related("claim")[:20],
    }  # fmt: skip
    return render(request, "payments/treasury/bank.html", context, status=422 if error else 200)


def _take_in(request: HttpRequest) -> str:
    """Import what was uploaded; returns what is wrong with it."""
    upload = request.FILES.get("statement")
    if upload is None:
        return _("Please choose a file.")
    if (upload.size or 0) > LARGEST:
        return _("This file is too large for the page. Use the command for it.")
    try:
        found = import_statement(file=upload.file, actor=actor_of(request))  # type: ignore[arg-type]
    except StatementError as error:
        return str(error)
    text = _(
        "%(lines)s movements: %(booked)s assigned, %(returned)s returned, %(open)s left, %(known)s known before."
    )
    messages.success(request, text % vars(found))
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def line(request: HttpRequest, line_id: uuid.UUID) -> HttpResponse:
    """One movement: what it may be for; assign it, set it aside, or take an assignment back."""
    row = BankLine.objects.select_related("claim", "statement").filter(pk=line_id).first()
    if row is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _do(request, row, actor_of(request)))
            return redirect("payments:bank")
        except PaymentError as problem:
            error = str(problem)
    is_open = row.state == BankLine.State.OPEN
    found = suggest(text=row.text, payer=row.payer, amount=row.amount, sizes=lengths()) if is_open else []
    context = {"line": row, "claims": found, "error": error, "is_open": is_open}
    return render(request, "payments/treasury/line.html", context, status=422 if error else 200)


def _do(request: HttpRequest, row: BankLine, actor: Actor) -> str:
    act, note = request.POST.get("do"), request.POST.get("note", "")
    if act == "aside":
        set_aside(line=row, note=note, actor=actor)
        return _("Set aside.")
    if act == "undo":
        release_line(line=row, reason=note, actor=actor)
        return _("The assignment is taken back.")
    typed = request.POST.get("kassenzeichen", "")
    wanted = "".join(c for c in typed.upper() if c.isalnum()) or request.POST.get("claim", "")
    claim = Claim.objects.filter(kassenzeichen=wanted[:25]).first() if wanted else None
    if claim is None:
        raise PaymentError(_("There is no claim with this Kassenzeichen."))
    assign_line(line=row, claim=claim, actor=actor)
    return _("Assigned to %(kassenzeichen)s.") % {"kassenzeichen": claim.kassenzeichen}
