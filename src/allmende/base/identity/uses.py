"""What of this app points at the directory, in words for its editors."""

from __future__ import annotations

from django.utils.translation import ngettext_lazy

from allmende.base.directory.uses import Use, uses

uses.register(
    Use(
        "identity.membership",
        ngettext_lazy("role of %(number)s person", "roles of %(number)s people", "number"),
    )
)
