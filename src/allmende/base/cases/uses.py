"""What of this app points at the directory, in words for its editors."""

from __future__ import annotations

from django.utils.translation import ngettext_lazy

from allmende.base.directory.uses import Use, uses

uses.register(Use("cases.case", ngettext_lazy("%(number)s case", "%(number)s cases", "number")))
uses.register(
    Use(
        "cases.participation",
        ngettext_lazy("taking part in %(number)s case", "taking part in %(number)s cases", "number"),
    )
)
