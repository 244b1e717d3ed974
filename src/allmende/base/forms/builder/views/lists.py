"""All forms and all reusable blocks, and new ones."""

from __future__ import annotations

from django import forms
from django.db.models import Count, F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from allmende.foundation.ui.forms import KernForm

from ... import models, queries
from ...schema import text_in
from ..actions import create_block, create_form
from ..workpiece import is_standard
from .shared import designer, designer_required


class TitleForm(KernForm):
    title = forms.CharField(label=_("Name"), max_length=200)


@designer_required
def all_forms(request: HttpRequest) -> HttpResponse:
    """The forms, those changed last first; posting a name makes a new one."""
    form = TitleForm(request.POST or None)
    if form.is_valid():
        made = create_form(title=form.cleaned_data["title"].strip(), by=designer(request))
        return redirect("form_builder:editor", kind="form", key=made.key)
    wanted = request.GET.get("q", "").strip()
    rows = models.Form.objects.annotate(
        newest=Max("versions__number"),
        published=Max("versions__published_at"),
        open_rules=Count("reviews", filter=Q(reviews__state="open"), distinct=True),
    ).order_by(F("changed_at").desc(), "pk")
    if wanted:
        rows = rows.filter(Q(title__icontains=wanted) | Q(key__icontains=wanted))
    return render(request, "form_builder/forms.html", {"rows": rows[:200], "form": form, "q": wanted})


@designer_required
def all_blocks(request: HttpRequest) -> HttpResponse:
    """The reusable blocks and where each is used."""
    form = TitleForm(request.POST or None)
    if form.is_valid():
        made = create_block(title=form.cleaned_data["title"].strip(), by=designer(request))
        return redirect("form_builder:editor", kind="block", key=made.key)
    users = _users()
    rows = [
        {"key": key, "label": text_in(group.label) or key, "count": len(group.items),
         "standard": is_standard(key), "used": users.get(key, [])}
        for key, group in queries.blocks().items()
    ]  # fmt: skip
    return render(request, "form_builder/blocks.html", {"rows": rows, "form": form})


def _users() -> dict[str, list[models.Form]]:
    """The forms whose working copy uses a block, by block."""
    found: dict[str, list[models.Form]] = {}
    for form in models.Form.objects.exclude(draft=None).order_by("title"):
        for key in _blocks_in(form.draft):
            found.setdefault(key, []).append(form)
    return found


def _blocks_in(data: object) -> set[str]:
    if isinstance(data, dict):
        own = {str(data["block"])} if data.get("block") else set()
        return own.union(*(_blocks_in(value) for name, value in data.items() if name in ("pages", "items")))
    if isinstance(data, list):
        return set().union(*(_blocks_in(part) for part in data))
    return set()
