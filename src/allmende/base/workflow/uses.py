"""What of this app points at the directory, in words for its editors."""

from __future__ import annotations

from django.utils.translation import ngettext_lazy

from allmende.base.directory.uses import Use, uses

uses.register(Use("workflow.task", ngettext_lazy("%(number)s task", "%(number)s tasks", "number")))
