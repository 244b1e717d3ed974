"""Code lists: which there are, what is in them, and a newer edition by upload."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.foundation.ui.forms import KernForm

from ... import models
from ...actions import ListInUseError, delete_code_list, save_code_list
from ...code_lists import search_content
from ...list_files import ListFile, ListFileError, read_list_file
from ..keys import key_for
from .shared import designer, designer_required

SHOWN = 200


class UploadForm(KernForm):
    """A file with a list; ``known`` is the key that it is to be kept under, "" where the file or the name says it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Genericode (XML) as the XRepository hands it out, or a table (CSV) with code and label."
        ),
    )
    title = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    anyway = forms.BooleanField(
        label=gettext_lazy("The file has another name than the list. It is the right one."), required=False
    )

    def __init__(self, *args: Any, known: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if not self._asks_anyway():
            del self.fields["anyway"]

    def _asks_anyway(self) -> bool:
        """Only after a file with another name was sent."""
        return bool(self.known and self.files and self._other_name(self._read()))

    def _read(self) -> ListFile | None:
        upload = self.files.get("file")
        if upload is None:
            return None
        upload.seek(0)
        try:
            return read_list_file(upload.read())
        except ListFileError:
            return None

    def _other_name(self, found: ListFile | None) -> bool:
        if found is None or not found.names or not self.known:
            return False
        return self.known not in found.names

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        if upload is None:
            return data
        upload.seek(0)
        try:
            found = read_list_file(upload.read())
        except ListFileError as error:
            self.add_error("file", str(error))
            return data
        if self._other_name(found) and not data.get("anyway"):
            text = _(
                "The file holds the list “%(name)s”, but “%(key)s” is asked for. Nothing was taken over."
            )
            self.add_error("file", text % {"name": found.names[0], "key": self.known})
        if not self.known and not found.names and not data.get("title"):
            self.add_error("title", _("Please name the list: the file has no name."))
        data["found"] = found
        return data

    def save(self, request: HttpRequest) -> models.CodeList:
        """Keep the list; only after ``is_valid``."""
        found: ListFile = self.cleaned_data["found"]
        title = self.cleaned_data["title"] or found.title
        key = self.known or (found.names[0] if found.names else _free_key(title))
        old = models.CodeList.objects.filter(key=key).first()
        return save_code_list(
            key=key, title=title or (old.title if old else ""), version=found.version, entries=found.entries,
            actor=actor_of(designer(request)),
        )  # fmt: skip


def kept_message(row: models.CodeList) -> str:
    """What is said after an upload."""
    size = row.content.size
    text = ngettext(
        "The list is kept with %(n)s entry. Published forms keep the edition that they were published with.",
        "The list is kept with %(n)s entries. Published forms keep the edition that they were published with.",
        size,
    )
    return text % {"n": size}


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_lists(request: HttpRequest) -> HttpResponse:
    """All lists, and a new one by upload."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = form.save(request)
        messages.success(request, kept_message(row))
        return redirect("form_builder:list", pk=row.pk)
    users = _users()
    rows = [
        {"row": row, "used": users.get(row.key, [])}
        for row in models.CodeList.objects.select_related("content").order_by("title", "key")
    ]
    missing = models.RuleReview.objects.filter(kind="code_list", state="open").select_related("form")
    status = 422 if form.errors else 200
    context = {"rows": rows, "form": form, "missing": missing.order_by("rule_id")}
    return render(request, "form_builder/lists.html", context, status=status)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def one_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The entries of a list; posting replaces them, or takes the list away."""
    row = models.CodeList.objects.select_related("content").filter(pk=pk).first()
    if row is None:
        raise Http404
    sent = request.method == "POST"
    if sent and request.POST.get("do") == "delete":
        return _delete(request, row)
    form = UploadForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        known=row.key,
        initial={"title": row.title},
    )
    if sent and form.is_valid():
        messages.success(request, kept_message(form.save(request)))
        return redirect("form_builder:list", pk=pk)
    wanted = request.GET.get("q", "").strip()[:100]
    entries = search_content(row.content_id, wanted, limit=SHOWN)
    context = {
        "row": row, "entries": entries, "q": wanted, "form": form, "used": _users().get(row.key, []),
        "more": not wanted and row.content.size > len(entries), "shown": len(entries),
    }  # fmt: skip
    return render(request, "form_builder/list.html", context, status=422 if form.errors else 200)


def _delete(request: HttpRequest, row: models.CodeList) -> HttpResponse:
    try:
        delete_code_list(key=row.key, actor=actor_of(designer(request)))
    except ListInUseError as error:
        messages.error(request, str(error))
        return redirect("form_builder:list", pk=row.pk)
    messages.success(request, _("The list is removed. Published forms keep their entries."))
    return redirect("form_builder:lists")


def _free_key(title: str) -> str:
    taken = set(models.CodeList.objects.values_list("key", flat=True))
    return key_for(title, taken, fallback="liste", separator="-")


def _users() -> dict[str, list[models.Form]]:
    """The forms whose working copy names a list, by list."""
    found: dict[str, list[models.Form]] = {}
    for form in models.Form.objects.exclude(draft=None).order_by("title"):
        for key in set(_lists_in(form.draft)):
            found.setdefault(key, []).append(form)
    return found


def _lists_in(data: object) -> Iterable[str]:
    if isinstance(data, dict):
        if isinstance(data.get("code_list"), str):
            yield data["code_list"]
        for part in data.values():
            yield from _lists_in(part)
    elif isinstance(data, list):
        for part in data:
            yield from _lists_in(part)
