"""What within the directory points at the directory, in words for its editors."""

from __future__ import annotations

from django.utils.translation import ngettext_lazy

from .uses import Use, uses

uses.register(
    Use("directory.unit", ngettext_lazy("%(number)s office in it", "%(number)s offices in it", "number"))
)
uses.register(
    Use("directory.service", ngettext_lazy("%(number)s service in it", "%(number)s services in it", "number"))
)
uses.register(
    Use(
        "directory.responsibility",
        ngettext_lazy("responsible for %(number)s service", "responsible for %(number)s services", "number"),
    )
)
