"""Rules that cannot be read, explained without a compiler's words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from allmende.foundation.expressions import ExpressionError


def explain(error: ExpressionError) -> str:
    """What is wrong with an expression, as advice to the person who wrote it."""
    if hint := _everyday_slip(error.text):
        return hint
    if "no function" in error.message:
        return _("There is no such function: %(what)s") % {
            "what": error.message.rpartition("function")[2].strip(" .'")
        }
    if error.position is None:
        return _("This rule cannot be read. Check brackets and quotation marks.")
    near = error.text[max(error.position - 8, 0) : error.position + 12].strip()
    return _("This rule cannot be read near “%(near)s”. Check brackets, quotation marks and signs.") % {
        "near": near
    }


def _everyday_slip(text: str) -> str:
    bare = re.sub(r'"[^"]*"|\'[^\']*\'', '""', text)
    if re.search(r"[„“”‚‘’]", bare):
        return _('Use straight quotation marks: "Hund" instead of „Hund“.')
    if re.search(r"(?<![=!<>])=(?!=)", bare):
        return _("Write two equals signs for “is”: ==")
    if re.search(r"\b(und|oder|nicht|and|or|not)\b", bare, re.IGNORECASE):
        return _("Write && for “and”, || for “or”, ! for “not”.")
    if bare.count("(") != bare.count(")"):
        return _("A bracket is missing: there are not as many ( as ).")
    if bare.count('"') % 2:
        return _("A quotation mark is missing.")
    return ""
