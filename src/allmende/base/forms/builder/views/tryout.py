"""Trying a working copy out: as people will see it, with sample answers, without keeping anything for the office."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from ...code_lists import DatabaseCodeLists
from ...engine import CompiledForm, FormError, compile_form
from ..canvas import the_canvas
from ..samples import sample_answers
from ..workpiece import Workpiece, get_workpiece
from .shared import address, designer_required, page

#: Session key of the answers; those of one form at a time.
_ANSWERS = "form_tryout"
CHECK_PAGE = "antworten"


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def tryout(request: HttpRequest, kind: str, key: str, page: str) -> HttpResponse:
    """One page of the form, or the check of all answers."""
    piece = get_workpiece(kind, key)
    canvas = the_canvas()
    if canvas is None:
        raise Http404
    try:
        compiled = compile_form(piece.resolved(), DatabaseCodeLists())
    except FormError as error:
        return _broken(request, piece, error)
    answers = _answers(request, piece)
    if request.POST.get("_do") in ("sample", "empty"):
        answers = sample_answers(compiled) if request.POST["_do"] == "sample" else {}
        _keep(request, piece, answers)
        return redirect(request.path)
    if page == CHECK_PAGE:
        return _all_answers(request, piece, compiled, answers)
    if page not in {entry.key for entry in compiled.pages}:
        return redirect(address("tryout", piece, page=compiled.pages[0].key))
    errors: Any = {}
    if request.method == "POST":
        parsed = compiled.parse_page(page, request.POST, answers)
        answers = compiled.merge(answers, page, parsed.answers)
        answers = _rows(request.POST.get("_do", ""), answers)
        _keep(request, piece, answers)
        if request.POST.get("_do", "next") == "next":
            if not parsed.errors:
                return redirect(address("tryout", piece, page=_next(compiled, answers, page)))
            errors = parsed.errors
    return _show(request, piece, compiled, answers, page, errors)


def _show(
    request: HttpRequest, piece: Workpiece, compiled: CompiledForm, answers: Any, key: str, errors: Any
) -> HttpResponse:
    canvas = the_canvas()
    if canvas is None:
        raise Http404
    evaluation = compiled.evaluate(answers, key)
    drawn = canvas.draw(compiled=compiled, page=key, answers=answers, evaluation=evaluation, errors=errors)
    shown = [entry for entry in compiled.pages if entry.key in evaluation.pages]
    return page(
        request, "tryout", piece, status=422 if errors else 200, fields=drawn, styles=canvas.styles,
        current=next(entry for entry in compiled.pages if entry.key == key), shown=shown,
        number=next((n for n, entry in enumerate(shown, 1) if entry.key == key), 0),
        errors=[message for messages in errors.values() for message in messages],
        before=_before(compiled, evaluation.pages, key),
    )  # fmt: skip


def _all_answers(
    request: HttpRequest, piece: Workpiece, compiled: CompiledForm, answers: Any
) -> HttpResponse:
    errors = compiled.validate(answers)
    places = [
        (compiled.page_of(path), message) for path, found in errors.items() if path for message in found
    ]
    sections = compiled.summary(answers, get_language() or "de")
    return page(request, "tryout_end", piece, sections=sections, errors=places)


def _broken(request: HttpRequest, piece: Workpiece, error: FormError) -> HttpResponse:
    return page(request, "tryout_broken", piece, findings=error.findings)


def _next(compiled: CompiledForm, answers: Any, key: str) -> str:
    shown = compiled.evaluate(answers).pages
    order = [entry.key for entry in compiled.pages]
    later = [other for other in order[order.index(key) + 1 :] if other in shown]
    return later[0] if later else CHECK_PAGE


def _before(compiled: CompiledForm, shown: tuple[str, ...], key: str) -> str:
    order = [entry.key for entry in compiled.pages]
    earlier = [other for other in order[: order.index(key)] if other in shown]
    return earlier[-1] if earlier else ""


def _rows(wish: str, answers: Any) -> Any:
    """One more or one fewer repetition: the canvas's buttons say ``add:PATH`` and ``remove:PATH.INDEX``."""
    what, _colon, path = wish.partition(":")
    if what not in ("add", "remove") or not path:
        return answers
    steps = path.split(".")
    place: Any = answers
    try:
        for step in steps[:-1]:
            place = place[int(step)] if step.isdigit() else place.setdefault(step, [])
        if what == "add":
            place.setdefault(steps[-1], [{}]).append({})
        else:
            place.pop(int(steps[-1]))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return answers
    return answers


def _answers(request: HttpRequest, piece: Workpiece) -> dict[str, Any]:
    kept = request.session.get(_ANSWERS) or {}
    return dict(kept.get("answers", {})) if kept.get("of") == [piece.kind, piece.key] else {}


def _keep(request: HttpRequest, piece: Workpiece, answers: dict[str, Any]) -> None:
    request.session[_ANSWERS] = {"of": [piece.kind, piece.key], "answers": answers}
