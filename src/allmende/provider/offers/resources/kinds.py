"""Why one resource needs another, in words that stand between their names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .types import DependencyKind

KINDS = (
    DependencyKind("needs", _("does not work without")),
    DependencyKind("reached_by", _("is reached by")),
    DependencyKind("runs_on", _("runs on")),
    DependencyKind("stores_in", _("keeps its data in")),
    DependencyKind("leads_to", _("leads to")),
    DependencyKind("made_with", _("is made with")),
    DependencyKind("points_at", _("points at")),
    DependencyKind("in_zone", _("stands in the zone")),
    DependencyKind("in_domain", _("belongs to the domain")),
    DependencyKind("delivered_by", _("gets its mail by")),
    DependencyKind("vouched_by", _("is vouched for by")),
    DependencyKind("allows", _("names as sender")),
    DependencyKind("part_of", _("lies in")),
    DependencyKind("routed_by", _("comes over")),
    DependencyKind("ends_at", _("ends at")),
    DependencyKind("lets_through", _("lets through")),
    DependencyKind("made_for", _("is made out for")),
)
