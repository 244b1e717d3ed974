"""What does not fit between a procedure's fee, its form and its tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from allmende.base.forms.wording import explain
from allmende.foundation.expressions import ExpressionError, compile_expression

from .findings import Finding
from .folder import MANIFEST, Folder
from .tables import tables_of


def check_fee(folder: Folder, paths: dict[str, str]) -> Iterator[Finding]:
    """Decisions that are there, expressions that can be read, answers and parameters that exist."""
    fee = folder.manifest.fee
    if fee is None:
        return
    known = tables_of(folder)
    for key in fee.decisions():
        if key not in known:
            yield Finding("table", f"{MANIFEST}: fee", _("There is no decision “%(key)s”.") % {"key": key})
    for text in [item.amount for item in fee.items if item.amount] + [case.when for case in fee.reduced]:
        yield from _check_expression(text, folder, paths)


def _check_expression(text: str, folder: Folder, paths: dict[str, str]) -> Iterator[Finding]:
    place = f"{MANIFEST}: fee"
    try:
        found = compile_expression(text).references
    except ExpressionError as error:
        yield Finding("expression", place, explain(error))
        return
    answers = {path.partition(".")[0] for path in paths}
    for name in sorted(found):
        first, _dot, rest = name.partition(".")
        first = first.partition("[")[0]
        if first == "param":
            if rest.partition(".")[0] not in folder.manifest.parameters:
                yield Finding("parameter", place, _("There is no parameter %(key)s.") % {"key": rest})
        elif first not in answers:
            yield Finding("field", place, _("The form has no field %(path)s.") % {"path": name})
