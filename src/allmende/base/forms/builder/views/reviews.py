"""Rules of an imported form that people must translate or waive."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.identity.access import actor_of
from allmende.foundation.ui.forms import KernForm

from ...actions import waive_rule
from ...models import RuleReview
from ..actions import put_rule
from ..edits import EditError, words
from ..properties.rows import rule_widget
from ..rules import check_rule, names_at
from ..workpiece import Workpiece, get_workpiece
from .code_lists import UploadForm, kept_message
from .shared import address, designer, designer_required, page

HOW = (("show", gettext_lazy("It decides whether something is shown")),
       ("required", gettext_lazy("It decides whether something must be answered")),
       ("check", gettext_lazy("It checks an answer")))  # fmt: skip


class WaiveForm(KernForm):
    prefix = "waive"
    reason = forms.CharField(
        label=gettext_lazy("Why the rule is not needed"), widget=forms.Textarea(attrs={"rows": 3})
    )


class TranslateForm(KernForm):
    prefix = "rule"
    how = forms.ChoiceField(label=gettext_lazy("What the rule does"), choices=HOW, widget=forms.RadioSelect)
    place = forms.ChoiceField(label=gettext_lazy("Where it belongs"))
    rule = forms.CharField(label=gettext_lazy("Rule"), widget=rule_widget("check"))
    message = forms.CharField(
        label=gettext_lazy("What people read if it does not hold"), required=False,
        help_text=gettext_lazy("Only where the rule checks an answer."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Remark"), required=False)

    def __init__(self, piece: Workpiece, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.piece = piece
        data = piece.data()
        pages = [(f"page:{p['key']}", words(p.get("label")) or p["key"]) for p in data["pages"]]
        parts = [(path, f"{words(item.label) or item.key} ({path})") for path, item in piece.form.walk()]
        self.fields["place"].choices = [*pages, *parts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        rule, place, how = data.get("rule"), data.get("place"), data.get("how")
        if rule and place and how:
            for message in check_rule(self.piece.resolved(), str(place), str(rule), str(how)):
                self.add_error("rule", message)
        return data


@designer_required
@require_GET
def reviews(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The list: what is open first."""
    piece = _piece(kind, key)
    rows = RuleReview.objects.filter(form=piece.row).order_by("-kind", "rule_id")
    todo = [row for row in rows if row.state == RuleReview.State.OPEN]
    done = [row for row in rows if row.state != RuleReview.State.OPEN]
    return page(request, "reviews", piece, todo=todo, done=done)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, kind: str, key: str, review: str) -> HttpResponse:
    """One rule: write it as an expression where it belongs, or waive it with a reason."""
    piece = _piece(kind, key)
    row = RuleReview.objects.filter(form=piece.row, pk=review).select_related("form").first()
    if row is None:
        raise Http404
    if row.kind == RuleReview.Kind.CODE_LIST:
        return _missing_list(request, piece, row)
    waiving = request.POST.get("do") == "waive"
    waive = WaiveForm(request.POST if waiving else None)
    first = next((place for place in row.places if place in dict(piece.form.walk())), None)
    translate = TranslateForm(
        piece, request.POST if request.method == "POST" and not waiving else None, initial={"place": first}
    )
    try:
        if waiving and waive.is_valid():
            user = designer(request)
            waive_rule(review=row, reason=waive.cleaned_data["reason"], name=user.name, actor=actor_of(user))
            messages.success(request, _("The rule is waived; your name and reason are kept."))
            return redirect(address("reviews", piece))
        if translate.is_valid():
            values = dict(translate.cleaned_data)
            values["reason"] = values["reason"] or _("Written as: %(rule)s") % {"rule": values["rule"]}
            put_rule(review=row, by=designer(request), **values)
            messages.success(request, _("The rule is written into the form."))
            return redirect(address("reviews", piece))
    except EditError as error:
        translate.add_error(None, str(error))
    status = 422 if waive.errors or translate.errors else 200
    return page(
        request, "review", piece, status=status, row=row, waive=waive, translate=translate,
        names=names_at(piece.resolved(), first or ""), check_url=address("check", piece),
        places=_places(piece, row), path=first or "",
    )  # fmt: skip


def _missing_list(request: HttpRequest, piece: Workpiece, row: RuleReview) -> HttpResponse:
    """A code list that the form only names: supply it, or waive it with a reason."""
    waiving = request.POST.get("do") == "waive"
    sent = request.method == "POST" and not waiving
    waive = WaiveForm(request.POST if waiving else None)
    waive.fields["reason"].label = _("Why the list is not needed")
    upload = UploadForm(request.POST if sent else None, request.FILES if sent else None, known=row.rule_id)
    if waiving and waive.is_valid():
        user = designer(request)
        waive_rule(review=row, reason=waive.cleaned_data["reason"], name=user.name, actor=actor_of(user))
        messages.success(
            request, _("The list is waived; your name and reason are kept. The question takes text.")
        )
        return redirect(address("reviews", piece))
    if sent and upload.is_valid():
        messages.success(request, kept_message(upload.save(request)))
        return redirect(address("reviews", piece))
    places = _places(piece, row)
    status = 422 if waive.errors or upload.errors else 200
    return page(
        request, "missing_list", piece, status=status, row=row, waive=waive, form=upload, places=places
    )


def _places(piece: Workpiece, row: RuleReview) -> list[tuple[str, str]]:
    """(label, address) of the parts that it belongs to."""
    parts = dict(piece.form.walk())
    known = [path for path in row.places if path in parts]
    return [(words(parts[path].label) or path, address("part", piece, path=path)) for path in known]


def _piece(kind: str, key: str) -> Workpiece:
    piece = get_workpiece(kind, key)
    if piece.row is None:
        raise Http404
    return piece
