"""Prices and comparisons in templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from allmende.foundation.ui.sections import Drawn

from ..comparison import Cell
from ..models import Alternative, Price

register = template.Library()


@register.filter
def now(prices: Iterable[Price], today: date) -> list[Price]:
    """Those of the prices that hold today."""
    return [
        one
        for one in prices
        if one.valid_from <= today and (one.valid_until is None or one.valid_until >= today)
    ]


@register.filter
def beside(cells: Iterable[Cell], alternatives: Iterable[Alternative]) -> list[tuple[Cell, Alternative]]:
    """Each fact with the successor that it is of."""
    return list(zip(cells, alternatives, strict=True))


@register.simple_tag(takes_context=True)
def draw(context: template.RequestContext, section: Drawn) -> SafeString:
    """One part of a page that another app brings, with its own context and the request."""
    shown = render_to_string(section.template, dict(section.context), request=context.get("request"))
    return mark_safe(shown)  # a template's output is escaped already
