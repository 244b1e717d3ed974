"""What breaks along dependencies, grouped by what it means to people: 212 schools whose homepage hangs on Moodle."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.types import type_label

from .models import Measure
from .reach import Estate, Reach

#: Types by which something is reached; they are named only where nothing else breaks.
MEANS = frozenset({
    "dns_zone", "dns_record", "ip_block", "ip_address", "certificate", "database", "server",
})  # fmt: skip
#: Types that only serve what they hang on; named where nothing but means breaks beside them.
MINOR = frozenset({"filter_profile"})
MEANINGS: dict[str, str | Promise] = {
    "mail_domain": gettext_lazy("e-mail"),
    "mailbox": gettext_lazy("e-mail"),
    "web_space": gettext_lazy("web pages"),
    "firewall_rule": gettext_lazy("firewall"),
}
SCHOOL = Institution.Kind.SCHOOL


@dataclass(frozen=True)
class Cascade:
    """Institutions that lose the same things with a measure."""

    measure: Measure
    #: What breaks, as people call it.
    things: tuple[str, ...]
    #: By which they hang on it.
    through: tuple[str, ...]
    institutions: tuple[uuid.UUID, ...]
    words: str


def cascades(reaches: Sequence[Reach], estate: Estate) -> list[Cascade]:
    """All groups, the largest first."""
    found = []
    for extent in reaches:
        groups: dict[tuple[str, ...], list[uuid.UUID]] = defaultdict(list)
        means: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for institution, affected in extent.affected.items():
            if affected.breaks:
                things, through = _meaning(affected.breaks, extent, estate)
                groups[things].append(institution)
                means[things].update(through)
        for things, institutions in groups.items():
            by = tuple(str(type_label(type)) for type, _number in means[things].most_common(3))
            words = _words(extent.measure, things, institutions, estate)
            found.append(Cascade(extent.measure, things, by, tuple(institutions), words))
    return sorted(found, key=lambda group: -len(group.institutions))


def thing(type: str, kind: object = None) -> str:
    """What people call a resource: a web space that is a homepage is one."""
    if type == "web_space" and kind == "homepage":
        return _("homepage")
    return str(MEANINGS.get(type) or type_label(type))


def _meaning(breaks: Iterable[uuid.UUID], extent: Reach, estate: Estate) -> tuple[tuple[str, ...], set[str]]:
    graph = estate.graph
    named: set[str] = set()
    minor: set[str] = set()
    means: set[str] = set()
    through: set[str] = set()
    for key in breaks:
        type = graph.types[graph.place[key]]
        through |= {graph.types[graph.place[one]] for one in extent.broken[key][:-1]} & MEANS
        if type in MEANS:
            means.add(str(type_label(type)))
        elif type in MINOR:
            minor.add(str(type_label(type)))
        else:
            named.add(thing(type, graph.fields(key).get("kind") if type == "web_space" else None))
    return tuple(sorted(named or minor or means)), through


def _words(measure: Measure, things: Sequence[str], institutions: Sequence[uuid.UUID], estate: Estate) -> str:
    values = {
        "who": customers_words(institutions, estate),
        "things": enumerated(things),
        "measure": measure.title,
    }
    return (
        ngettext(
            "%(who)s whose %(things)s hangs on “%(measure)s”",
            "%(who)s whose %(things)s hang on “%(measure)s”",
            len(things),
        )
        % values
    )


def customers_words(institutions: Sequence[uuid.UUID], estate: Estate) -> str:
    """212 schools; institutions where others are among them."""
    number = len(institutions)
    if all(estate.customers[key].kind == SCHOOL for key in institutions):
        return ngettext("%(number)s school", "%(number)s schools", number) % {"number": number}
    return ngettext("%(number)s institution", "%(number)s institutions", number) % {"number": number}


def enumerated(names: Sequence[str]) -> str:
    """Mail, VPN and firewall."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
