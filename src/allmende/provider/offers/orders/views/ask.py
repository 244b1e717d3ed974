"""Questions to support: ask, read the answer, write again."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.identity.models import User
from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.access import institutions_of
from allmende.provider.offers.models import Institution

from ..about import OFFER, label_of
from ..access import get_question_for
from ..actions import ask, write_message
from ..actions.support import LONGEST
from ..errors import OrderError
from ..queries import answer_time, official_answers, questions_of
from .shared import crumbs, for_institution, new_token, thread_of


class AskForm(KernForm):
    """A question, and what it is about."""

    about = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Your question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please write your question.")},
    )  # fmt: skip

    def __init__(self, about: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [(f"{OFFER.key}:{key}", name) for key, name in OFFER.choices()]
        known = {key for key, _name in offers}
        words = label_of(about) if about and about not in known else None
        first = [(about, words)] if words else []
        self.fields["about"].choices = [("", _("Something else")), *first, *offers]  # type: ignore[attr-defined]
        self.fields["about"].initial = about if about in known or words else ""


@never_cache
@require_GET
@login_required
def choose(request: HttpRequest, about: str = "") -> HttpResponseBase:
    """From the page of an offer or a programme: for which of one's institutions."""
    rows = list(institutions_of(cast(User, request.user)).filter(state=Institution.State.ACTIVE)[:500])
    more = f"?about={about}" if label_of(about) else ""
    links = [(row.name, reverse("orders:questions", args=[row.pk]) + more) for row in rows]
    if len(links) == 1:
        return redirect(links[0][1])
    none = _("Only contacts of institutions that use our services can ask here.")
    context = {"links": links, "title": _("For which institution do you ask?"), "none": none}
    return render(request, "orders/choose.html", context)


@require_http_methods(["GET", "POST"])
@for_institution
def questions(request: HttpRequest, by: User, institution: Institution) -> HttpResponseBase:
    """Ask, and what was asked before."""
    about = request.GET.get("about", "")[:60]
    form = AskForm(request.POST.get("about", about)[:60], request.POST if request.method == "POST" else None)
    error = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            asked = ask(
                institution=institution, about=data["about"], text=data["text"], by=by,
                once=request.POST.get("token", "")[:64],
            )  # fmt: skip
        except OrderError as refused:
            error = str(refused)
        else:
            messages.success(request, _("Your question has been sent. You get the answer by e-mail, too."))
            return redirect("orders:question", institution_id=institution.pk, question_id=asked.pk)
    context = {
        "institution": institution, "crumbs": crumbs(institution, (_("Questions"), "")), "form": form, "error": error,
        "lines": questions_of(institution), "token": request.POST.get("token") or new_token(),
        "answer_time": answer_time(), "official": official_answers(about) if about else (),
    }  # fmt: skip
    return render(request, "orders/questions.html", context, status=422 if error or form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_institution
def question(
    request: HttpRequest, by: User, institution: Institution, question_id: uuid.UUID
) -> HttpResponseBase:
    """One question with its answer."""
    found, case = get_question_for(by, institution, question_id)
    typed: dict[str, str] = {}
    if request.method == "POST":
        body = request.POST.get("body", "")
        try:
            write_message(
                case=case, institution=institution, body=body, by=by, once=request.POST.get("token", "")[:64]
            )
        except OrderError as error:
            typed = {"error": str(error), "typed": body, "form": "message"}
        else:
            messages.success(request, _("Your message has been sent."))
            return redirect("orders:question", institution_id=institution.pk, question_id=found.pk)
    context = {
        "institution": institution, "question": found, "case": case, "token": new_token(),
        "crumbs": crumbs(
            institution, (_("Questions"), reverse("orders:questions", args=[institution.pk])), (case.reference, "")
        ),
        "text": case.submission.answers.get("question", "") if case.submission else "",
        "about": label_of(found.about), "thread": thread_of(case, by), **typed,
    }  # fmt: skip
    return render(request, "orders/question.html", context, status=422 if typed else 200)
