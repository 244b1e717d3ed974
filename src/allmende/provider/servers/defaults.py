"""Criteria and figures to begin with; each municipality changes them on a page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Treatment

#: In order, the first that holds counts. Names: ``server`` (purpose, age_years, is_virtual, location, pool, users, …)
#: and ``institution`` (kind, number, name).
RULES: tuple[dict[str, str], ...] = (
    {"when": 'server.pool != "" || server.location == "Rechenzentrum"', "treatment": Treatment.CENTRAL,
     "reason": "Steht schon im Rechenzentrum."},
    {"when": 'server.purpose == "building"', "treatment": Treatment.EXCEPTION,
     "reason": "Die Gebäudeleittechnik muss auch ohne Stadtnetz laufen."},
    {"when": 'server.purpose == "teaching"', "treatment": Treatment.HOUSING_GOOD,
     "reason": "Pädagogische IT: zentrales Hosting ist nicht wirtschaftlich."},
    {"when": "!server.is_virtual && server.age_years < 3.0", "treatment": Treatment.HOUSING_TIME,
     "reason": "Kürzlich beschafft: Hosting folgt, wenn der Server abgeschrieben ist."},
    {"when": "true", "treatment": Treatment.HOSTING, "reason": "Standardfall."},
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number that the models reckon with."""

    key: str
    label: str | Promise
    default: str
    unit: str | Promise = ""
    group: str = "network"


FIGURES: tuple[Figure, ...] = (
    Figure("user_kbit", _("Work of a user on central servers"), "250", "kbit/s"),
    Figure("busy_share", _("Users who work at the same time"), "60", "%"),
    Figure("voice_kbit", _("One call"), "100", "kbit/s"),
    Figure("voice_share", _("Users who talk at the same time"), "10", "%"),
    Figure("video_kbit", _("One video conference"), "2500", "kbit/s"),
    Figure("video_share", _("Users in video conferences at the same time"), "4", "%"),
    Figure("building_kbit", _("Building control of a site"), "500", "kbit/s"),
    Figure("reserve", _("Reserve"), "30", "%"),
    Figure("user_ram_gb", _("Memory for a user"), "0.5", "GB", "server"),
    Figure("virtual_per_host", _("Virtual servers on one machine"), "15", "", "money"),
    Figure("cost_decentral", _("A server in an office"), "3200", _("Euro a year"), "money"),
    Figure("cost_housed", _("A housed server"), "2200", _("Euro a year"), "money"),
    Figure(
        "cost_virtual", _("A hosted server, with its share of the machine"), "1100", _("Euro a year"), "money"
    ),
    Figure("cost_upgrade", _("A line that is upgraded"), "1800", _("Euro a year"), "money"),
)
GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("network", _("Network of a site")), ("server", _("Servers of a school")), ("money", _("Machines and money")),
)  # fmt: skip
BY_KEY = {figure.key: figure for figure in FIGURES}
#: Bandwidths that can be ordered, in Mbit/s.
LADDER = (16, 50, 100, 250, 500, 1000, 2500, 10000, 100000)
ZERO = Decimal(0)
