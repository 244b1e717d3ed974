"""Anyone verifies a document of ours: no log-in, nothing kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.foundation.files.uploads import in_memory
from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from .lookup import Answer, Verified, by_code, by_file

LIMIT, SECONDS = 30, 600
KINDS = {
    "receipt": gettext_lazy("Acknowledgement of receipt"),
    "decision": gettext_lazy("Decision"),
    "certificate": gettext_lazy("Certificate"),
}


@dataclass(frozen=True)
class Shown:
    """How an answer is told."""

    kind: str
    title: str
    text: str


def _told(answer: Answer) -> Shown:
    told = {
        Answer.GENUINE: ("success", _("This document is genuine"),
                         _("It comes from us, and nothing in it was changed.")),
        Answer.APPENDED: ("warning", _("This document comes from us, but something was added"),
                          _("The file begins with what we sent. What was added afterwards does not come from us: "
                            "a signature of somebody else, a note, or a change.")),
        Answer.CHANGED: ("danger", _("This file is not what we issued"),
                         _("There is a document with this code, but this file is another one: it was changed, "
                           "printed anew or scanned. Please ask the office for the original.")),
        Answer.OTHER: ("danger", _("Code and file do not belong together"),
                       _("The file comes from us, but it is not the document with this code.")),
        Answer.KNOWN: ("info", _("There is a document with this code"),
                       _("Please compare the details with your document. To be sure that nothing in it was changed, "
                         "choose the file.")),
        Answer.UNKNOWN: ("warning", _("We do not know this document"),
                         _("It does not come from us, it is older than this check, or the code was mistyped.")),
    }  # fmt: skip
    return Shown(*told[answer])


@require_http_methods(["GET", "POST"])
@in_memory
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and what was found."""
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "").strip()[:60]
    upload = request.FILES.get("file")
    context: dict[str, Any] = {"typed": typed}
    if request.META.get("allmende.too_large"):
        context["error"] = _("The file is too large to be checked here.")
    elif not typed and upload is None:
        if request.method == "POST":
            context["error"] = _("Please choose a file or type the code.")
    else:
        try:
            spend("signatures.verify", client_of(request), limit=LIMIT, seconds=SECONDS)
        except TooOftenError as error:
            context["error"] = _(
                "Too many checks in a short time. Please try again in %(minutes)s minutes."
            ) % {"minutes": error.minutes}
            return render(request, "signatures/verify.html", context, status=429)
        found = by_file(upload.read(), typed) if upload is not None else by_code(typed)
        context |= _shown(found)
    return render(request, "signatures/verify.html", context, status=400 if "error" in context else 200)


def _shown(found: Verified) -> dict[str, Any]:
    told = found.answer not in (Answer.OTHER, Answer.UNKNOWN)
    document = found.document if told else None
    return {
        "told": _told(found.answer),
        "document": document,
        "seal": found.seal if told else None,
        "kind": KINDS.get(document.kind, document.kind) if document else "",
    }
