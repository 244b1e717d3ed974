"""One posted page of a large form judged: every rule of the whole form, as the server does it on each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from allmende.base.forms.contrib.xdf import import_xdf
from allmende.base.forms.engine import CompiledForm, compile_form
from allmende.base.forms.schema import Form
from allmende.base.forms.tests.filling import fill
from allmende.foundation.expressions import compile_expression
from bench.figure import Figure, at_most, median_ms
from bench.forms import FORM_B, answers, posts

#: Real forms, where a checkout has them beside it; a user's machine does not.
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "xdatenfelder"


def figures() -> Iterator[Figure]:
    form = compile_form(Form.model_validate(FORM_B))
    post = posts(FORM_B)[0]
    yield _figure("one page of form B", form, post, answers(FORM_B), 102)
    real = _largest_real()
    if real is not None:
        name, form, rules = real
        yield _figure(f"one page of {name}", form, _posted(form), fill(form), rules)


def _figure(
    name: str, form: CompiledForm, post: dict[str, Any], filled: dict[str, Any], rules: int
) -> Figure:
    page = form.page_of(next(iter(post)))
    value = median_ms(lambda: form.parse_page(page, post, filled))
    return at_most(
        f"{name}: {len(form.items)} fields and groups, {rules} rules", value, 10, "ms",
        floor=round(median_ms(_rules_alone(rules)), 3), floor_is="as many compiled rules, nothing else",
    )  # fmt: skip


def _rules_alone(number: int) -> Callable[[], Any]:
    rule = compile_expression("a == 'yes' && b > 3", names=["a", "b"])
    return lambda: [rule.evaluate({"a": "yes", "b": 4}) for _ in range(number)]


def _largest_real() -> tuple[str, CompiledForm, int] | None:
    """The form with the most fields and groups; rules that want a person's review count as waived."""
    found: list[tuple[str, CompiledForm, int]] = []
    for file in sorted(REAL.glob("*.xml")):
        imported = import_xdf(file.read_bytes())
        form = compile_form(imported.form)
        found.append((file.name.partition(".")[0], form, imported.rules - len(imported.reviews)))
    return max(found, key=lambda each: len(each[1].items), default=None)


def _posted(form: CompiledForm) -> dict[str, str]:
    """Every text on the largest page typed."""
    page = max(form.pages, key=lambda one: len(one.items)).key
    return {
        path: "12" for path, item in form.items.items() if item.type != "group" and form.page_of(path) == page
    }
