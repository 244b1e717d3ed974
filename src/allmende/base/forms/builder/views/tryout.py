"""Trying a working copy out: as people will see it, with sample answers, without keeping anything for the office."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from ...code_lists import DatabaseCodeLists
from ...engine import CompiledForm, FormError, compile_form
from ...paths import leaves, value_at, without_numbers
from ..answers import put_value
from ..canvas import Helpers, the_canvas
from ..samples import sample_answers
from ..workpiece import Workpiece, get_workpiece
from .shared import address, designer_required, page

#: Session key of the answers; those of one form at a time.
_ANSWERS = "form_tryout"
CHECK_PAGE = "antworten"
HITS = 20


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
        wish = request.POST.get("_do", "next")
        answers = _files(compiled, wish, request.POST, _rows(wish, answers))
        _keep(request, piece, answers)
        if wish == "next":
            if not parsed.errors:
                return redirect(address("tryout", piece, page=_next(compiled, answers, page)))
            errors = parsed.errors
    return _show(request, piece, compiled, answers, page, errors)


@designer_required
@require_GET
def search(request: HttpRequest, kind: str, key: str, page: str) -> HttpResponse:
    """Entries of a long code list for what was typed."""
    piece, canvas = get_workpiece(kind, key), the_canvas()
    path = request.GET.get("_path", "")
    if canvas is None:
        raise Http404
    try:
        compiled = compile_form(piece.resolved(), DatabaseCodeLists())
        several = item_of(compiled, path) == "choices"
        chosen = [one[:200] for one in request.GET.getlist(path)[:200]]
        answers = put_value(_answers(request, piece), path, chosen if several else "".join(chosen[:1]))
        helpers = _helpers(compiled, answers, path, request.GET.get(f"_q.{path}", ""))
        drawn = canvas.results(
            compiled=compiled, page=page, path=path, answers=answers,
            evaluation=compiled.evaluate(answers, page), helpers=helpers,
        )  # fmt: skip
    except (FormError, KeyError) as error:
        raise Http404 from error
    return HttpResponse(drawn)


def _show(
    request: HttpRequest, piece: Workpiece, compiled: CompiledForm, answers: Any, key: str, errors: Any
) -> HttpResponse:
    canvas = the_canvas()
    if canvas is None:
        raise Http404
    evaluation = compiled.evaluate(answers, key)
    wish, _colon, path = request.POST.get("_do", "").partition(":")
    searched = path if wish == "search" else ""
    helpers = _helpers(compiled, answers, searched, request.POST.get(f"_q.{searched}", ""))
    drawn = canvas.draw(
        compiled=compiled, page=key, answers=answers, evaluation=evaluation, errors=errors, helpers=helpers
    )
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
    evaluation = compiled.evaluate(answers)
    places = [
        (compiled.page_of(path), message)
        for path, found in evaluation.errors.items()
        if path
        for message in found
    ]
    sections = evaluation.summary(get_language() or "de")
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


def _files(compiled: CompiledForm, wish: str, post: Any, answers: Any) -> Any:
    """Add or take away a file: of what is "uploaded" here only the name is kept."""
    what, _colon, rest = wish.partition(":")
    path, _colon, name = rest.partition(":")
    chosen = [(key.removeprefix("_file."), text) for key, text in post.items() if key.startswith("_file.")]
    names = {key: text.replace("\\", "/").rpartition("/")[2][:100] for key, text in chosen if text.strip()}
    for place, entry in names.items():
        if item_of(compiled, place) == "file":
            answers = put_value(answers, place, [*(value_at(answers, place) or []), entry])
    if what == "unload" and item_of(compiled, path) == "file":
        left = [entry for entry in value_at(answers, path) or [] if entry != name]
        answers = put_value(answers, path, left or None)
    return answers


def _helpers(compiled: CompiledForm, answers: Any, path: str, text: str) -> Helpers:
    lists = [(place, value) for place, value in leaves(answers) if isinstance(value, list)]
    files = {place: value for place, value in lists if item_of(compiled, place) == "file"}
    item = compiled.items.get(without_numbers(path)) if path else None
    code_list = getattr(item, "code_list", "")
    if not code_list:
        return Helpers(files=files)
    found = compiled.code_lists.search(code_list, text[:100], HITS) if text.strip() else []
    return Helpers(files=files, found={path: found}, searched={path: text[:100]})


def item_of(compiled: CompiledForm, path: str) -> str:
    """The kind of the field or group at an instance path; "" where there is none."""
    item = compiled.items.get(without_numbers(path))
    return item.type if item is not None else ""


def _answers(request: HttpRequest, piece: Workpiece) -> dict[str, Any]:
    kept = request.session.get(_ANSWERS) or {}
    return dict(kept.get("answers", {})) if kept.get("of") == [piece.kind, piece.key] else {}


def _keep(request: HttpRequest, piece: Workpiece, answers: dict[str, Any]) -> None:
    request.session[_ANSWERS] = {"of": [piece.kind, piece.key], "answers": answers}
