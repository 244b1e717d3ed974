"""The list of instances as the address wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.models import Case
from allmende.base.workflow.access import may_operate
from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.graph import Kind, Node
from allmende.base.workflow.models import Incident, Instance, ProcessDefinition, ProcessVersion, Token
from allmende.foundation.ids import read_key
from allmende.foundation.numbers import whole_number

PAGE = 50
RUNNING = (Instance.State.ACTIVE, Instance.State.SUSPENDED)


@dataclass(frozen=True)
class Filters:
    """What the list shows; every field is text as in the address, empty for no wish.

    ``state`` empty: what runs. ``age``: begun at least so many days ago, the oldest first.
    """

    q: str = ""
    process: str = ""
    version: str = ""
    state: str = ""
    incident: str = ""
    element: str = ""
    age: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """The filters of an address; what cannot be read counts as not given."""
        given = {field.name: (query.get(field.name) or "").strip()[:100] for field in fields(cls)}
        if given["state"] not in Instance.State.values:
            given["state"] = ""
        for name in ("version", "age"):
            given[name] = given[name] if whole_number(given[name], 5) is not None else ""
        if not given["process"]:
            given["version"] = given["element"] = ""
        return cls(**given)

    def address(self, **changes: str) -> str:
        """The query string with ``changes``, from the first page on."""
        changed = asdict(replace(self, **{"after": "", **changes}))
        return "?" + urlencode({key: value for key, value in changed.items() if value})


@dataclass(frozen=True)
class Row:
    """One line: ``stands`` are the names of the elements where its tokens are."""

    instance: Instance
    about: str
    stands: list[str]
    has_incident: bool


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next: str


def instances(filters: Filters) -> Page:
    """One page of instances, the newest first; the oldest first where an age is wished. Keyset, four queries."""
    rows = _filtered(filters).select_related("version__definition")
    open_incident = Incident.objects.filter(instance=OuterRef("pk"), resolved_at=None)
    rows = rows.annotate(has_incident=Exists(open_incident))
    oldest_first = bool(filters.age)
    after = read_key(filters.after)
    if after is not None:
        rows = rows.filter(pk__gt=after) if oldest_first else rows.filter(pk__lt=after)
    found = list(rows.order_by("id" if oldest_first else "-id")[: PAGE + 1])
    page = found[:PAGE]
    return Page(_rows(page), str(page[-1].pk) if len(found) > PAGE else "")


def _filtered(filters: Filters) -> QuerySet[Instance]:
    rows: QuerySet[Instance] = Instance.objects.all()
    if filters.q:
        return rows.filter(subject__in=_subjects(filters.q))
    rows = rows.filter(state=filters.state) if filters.state else rows.filter(state__in=RUNNING)
    if filters.process:
        versions = ProcessVersion.objects.filter(definition__key=filters.process)
        if filters.version:
            versions = versions.filter(number=int(filters.version))
        rows = rows.filter(version__in=list(versions.values_list("pk", flat=True)))
    if filters.incident:
        stuck = Incident.objects.filter(resolved_at=None)
        rows = rows.filter(pk__in=stuck.values("instance_id"))
    if filters.element:
        here = Token.objects.filter(instance=OuterRef("pk"), element=filters.element)
        rows = rows.filter(Exists(here))
    if filters.age:
        rows = rows.filter(started_at__lt=timezone.now() - timedelta(days=int(filters.age)))
    return rows


def _subjects(text: str) -> list[str]:
    """What is searched: a case by its number, or a subject as it is."""
    cases = Case.objects.filter(number=text).values_list("pk", flat=True)
    key = read_key(text)
    own = list(Instance.objects.filter(pk=key).values_list("subject", flat=True)) if key else []
    return [text, *own, *(f"case:{pk}" for pk in cases)]


def _rows(page: Sequence[Instance]) -> list[Row]:
    keys = [instance.pk for instance in page]
    numbers = case_numbers([instance.subject for instance in page])
    tokens: dict[Any, list[str]] = {}
    for instance_id, element in Token.objects.filter(instance__in=keys).values_list("instance_id", "element"):
        tokens.setdefault(instance_id, []).append(element)
    return [
        Row(
            instance,
            numbers.get(instance.subject, instance.subject),
            names_of(instance.version, tokens.get(instance.pk, [])),
            bool(getattr(instance, "has_incident", False)),
        )
        for instance in page
    ]


def case_numbers(subjects: list[str]) -> dict[str, str]:
    """The numbers of the cases among the subjects."""
    keys = [read_key(subject.removeprefix("case:")) for subject in subjects if subject.startswith("case:")]
    rows = Case.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "number")
    return {f"case:{key}": _("Case %(number)s") % {"number": number} for key, number in rows}


def names_of(version: ProcessVersion, elements: list[str]) -> list[str]:
    """Elements by their names, each once; where paths meet without a name, that a token waits there."""
    nodes = compiled(version.pk).nodes
    return list(dict.fromkeys(name_in(nodes, key) for key in elements))


def name_in(nodes: Mapping[str, Node], element: str) -> str:
    """The name of an element for people; its key where it has none."""
    node = nodes.get(element)
    if node is not None and not node.name and node.kind in (Kind.PARALLEL, Kind.INCLUSIVE):
        return str(Token.State.JOINING.label)
    return (node.name if node is not None else "") or element


def choices(filters: Filters) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: processes, and of the chosen one its versions and elements."""

    found = {
        "process": list(ProcessDefinition.objects.order_by("name").values_list("key", "name")),
        "state": [(state.value, str(state.label)) for state in Instance.State],
        "age": [("7", _("a week")), ("30", _("a month")), ("90", _("three months")), ("365", _("a year"))],
        "version": [], "element": [],
    }  # fmt: skip
    if filters.process:
        versions = list(
            ProcessVersion.objects.filter(definition__key=filters.process).order_by("-number")[:100]
        )
        found["version"] = [(str(v.number), _("Version %(n)s") % {"n": v.number}) for v in versions]
        wanted = [v for v in versions if str(v.number) == filters.version] or versions[:1]
        if wanted:
            nodes = compiled(wanted[0].pk).nodes.values()
            found["element"] = sorted(((n.id, n.name) for n in nodes if n.name), key=lambda pair: pair[1])
    return found


def is_operator(request: HttpRequest) -> bool:
    """Whether the visitor looks after running processes: for the navigation."""
    return may_operate(request.user)


def open_incidents(request: HttpRequest) -> int | None:
    """How many incidents wait, up to 100: for the navigation."""
    return len(Incident.objects.filter(resolved_at=None).values_list("pk")[:100]) or None
