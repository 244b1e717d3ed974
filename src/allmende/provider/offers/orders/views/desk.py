"""Staff of the provider: official answers, and which resource an order brought."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from allmende.base.cases.access import cases_for
from allmende.base.identity.models import User
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.resources.models import Resource

from ..about import choices, label_of
from ..access import get_question_for_staff
from ..actions import attach_resource, publish_answer, withdraw_answer
from ..errors import OrderError
from ..models import Order, Question


class AnswerForm(KernForm):
    """An official answer, in staff's own words."""

    about = forms.ChoiceField(
        label=gettext_lazy("Which service or programme is it about?"),
        error_messages={"required": gettext_lazy("Please choose the service or programme.")},
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("The question, in your words"), max_length=300,
        help_text=gettext_lazy("Without names: everybody can read it."),
        error_messages={"required": gettext_lazy("Please word the question.")},
    )  # fmt: skip
    answer = forms.CharField(
        label=gettext_lazy("The answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Please write the answer.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Please choose")), *choices()]  # type: ignore[attr-defined]


@require_GET
@provider_required
def answers(request: HttpRequest) -> HttpResponse:
    """All questions, the newest first, with what is published of them."""
    rows = Question.objects.select_related("institution")
    only = request.GET.get("nur") == "veroeffentlicht"
    if only:
        rows = rows.filter(published_at__isnull=False)
    before = read_key(request.GET.get("vor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[:51])
    # What can no longer be chosen is asked for by itself.
    names = dict(choices())
    context = {
        "rows": [(row, names.get(row.about) or label_of(row.about) or "") for row in found[:50]], "only": only,
        "next": found[49].pk if len(found) > 50 else None,
    }  # fmt: skip
    return render(request, "orders/desk/answers.html", context)


@require_http_methods(["GET", "POST"])
@provider_required
def publish(request: HttpRequest, question_id: uuid.UUID) -> HttpResponseBase:
    """Publish, change or withdraw the official answer of a question."""
    by = cast(User, request.user)
    question, case = get_question_for_staff(by, question_id)
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_answer(question=question, by=by)
        messages.success(request, _("The answer is withdrawn. Nobody sees it any more."))
        return redirect("orders:publish", question_id=question.pk)
    kept = {
        "about": question.about,
        "words": question.published_question,
        "answer": question.published_answer,
    }
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=kept)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            publish_answer(question=question, by=by, **form.cleaned_data)
        except OrderError as refused:
            error = str(refused)
        else:
            messages.success(request, _("The answer is published."))
            return redirect("orders:publish", question_id=question.pk)
    asked = case.submission.answers.get("question", "") if case.submission else ""
    context = {"question": question, "case": case, "form": form, "error": error, "asked": asked,
               "sees_case": cases_for(by).filter(pk=case.pk).exists()}  # fmt: skip
    return render(request, "orders/desk/publish.html", context, status=422 if error or form.errors else 200)


@require_POST
@provider_required
def attach(request: HttpRequest, order_id: uuid.UUID) -> HttpResponseBase:
    """Say which resource an order brought; from the case's page."""
    order = get_object_or_404(Order.objects.select_related("institution", "resource", "variant"), pk=order_id)
    key = read_key(request.POST.get("resource", "")) or NO_KEY
    resource = Resource.objects.filter(pk=key, institution=order.institution).first()
    if resource is None:
        messages.error(request, _("Please choose a resource of this institution."))
    else:
        try:
            attach_resource(order=order, resource=resource, by=cast(User, request.user))
            messages.success(request, _("%(name)s belongs to this order now.") % {"name": resource.name})
        except OrderError as error:
            messages.error(request, str(error))
    key_of_case = read_key(order.subject.removeprefix("case:"))
    if key_of_case is None:
        raise Http404
    return redirect("workplace:case", case_id=key_of_case)
