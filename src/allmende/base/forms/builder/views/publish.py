"""Compare versions and publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.identity.access import actor_of
from allmende.foundation.numbers import whole_number

from ...actions import PublicationError, check_for_publication, publish_form
from ...code_lists import current_contents
from ...engine import Finding
from ...models import Form as FormRow
from ...models import FormVersion
from ...queries import fingerprint
from ...schema import Form, text_in
from ..compare import compare
from ..outline import page_holding
from ..workpiece import Workpiece, get_workpiece
from .shared import address, designer, designer_required, page, refused

WORKING = "arbeit"


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What is wrong, what changes for people, and the button."""
    piece, row = _form_of(kind, key)
    if request.method == "POST":
        if request.POST.get("base") != piece.base:
            refused(
                request, Exception(_("The form has changed since this page was shown. Please look again."))
            )
            return redirect(request.path)
        try:
            version = publish_form(key=key, actor=actor_of(designer(request)))
        except PublicationError as error:
            refused(request, Exception(_("Not published: please see to the points below first.")))
            return page(request, "publish", piece, status=422, **_facts(piece, row, error.findings))
        messages.success(request, _("Published as version %(number)s.") % {"number": version.number})
        return redirect(address("editor", piece))
    return page(request, "publish", piece, **_facts(piece, row))


@designer_required
@require_GET
def versions(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Two versions side by side, in words: the newest publication and the working copy unless others are chosen."""
    piece, row = _form_of(kind, key)
    numbers = list(row.versions.order_by("-number").values_list("number", flat=True)[:100])
    choices = [(WORKING, _("Working copy")), *((str(n), _("Version %(n)s") % {"n": n}) for n in numbers)]
    older = request.GET.get("alt") or (str(numbers[0]) if numbers else WORKING)
    newer = request.GET.get("neu") or WORKING
    differences = compare(_version(piece, row, older), _version(piece, row, newer))
    return page(
        request, "versions", piece, choices=choices, older=older, newer=newer, differences=differences
    )


def _form_of(kind: str, key: str) -> tuple[Workpiece, FormRow]:
    piece = get_workpiece(kind, key)
    if piece.row is None:
        raise Http404
    return piece, piece.row


def _version(piece: Workpiece, row: FormRow, name: str) -> Form:
    if name == WORKING:
        return piece.resolved()
    version = FormVersion.objects.filter(form=row, number=whole_number(name) or 0).first()
    if version is None:
        raise Http404
    return Form.model_validate(version.content)


def _facts(piece: Workpiece, row: FormRow, found: list[Finding] | None = None) -> dict[str, Any]:
    findings = found if found is not None else check_for_publication(piece.form, row)[1]
    newest = row.versions.order_by("-number").first()
    same = newest is not None and newest.sha256 == fingerprint(piece.resolved(), current_contents())
    before = Form.model_validate(newest.content) if newest else None
    return {
        "fatal": [_placed(piece, finding) for finding in findings if finding.fatal],
        "hints": [_placed(piece, finding) for finding in findings if not finding.fatal],
        "newest": newest,
        "same": same,
        "differences": compare(before, piece.resolved()) if before else [],
    }


def _placed(piece: Workpiece, finding: Finding) -> tuple[Finding, str, str]:
    """What is wrong, where it is mended (rules and lists: on the review list), and where it stands, in words."""
    settled = finding.code == "review" or (finding.code == "code_list" and finding.fatal)
    url = address("reviews", piece) if settled else place_url(piece, finding.place)
    return finding, url, _in_words(piece, finding.place)


def _in_words(piece: Workpiece, place: str) -> str:
    """The labels from the page down to the part, "" for the form."""
    whole = piece.resolved()
    items = dict(whole.walk())
    steps = place.split(".")
    paths = [".".join(steps[: number + 1]) for number in range(len(steps))]
    page = page_holding(piece.form, place)
    labels = [text_in(entry.label) or entry.key for entry in whole.pages if entry.key == page]
    labels += [text_in(items[path].label) or items[path].key for path in paths if path in items]
    return " › ".join(dict.fromkeys(labels))


def place_url(piece: Workpiece, place: str) -> str:
    """Where a finding is mended: the page or part that it names, else the form's properties."""
    items = dict(piece.form.walk())
    while place and place not in items and "." in place:
        place = place.rpartition(".")[0]
    if place in items:
        return address("part", piece, path=place)
    if page_holding(piece.form, place):
        return address("page", piece, page=place)
    return address("settings", piece) if piece.kind == "form" else address("editor", piece)
