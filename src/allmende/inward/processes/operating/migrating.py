"""Changing running instances to another version: mapping, dry run, and the change itself in the background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of, role_required
from allmende.base.identity.models import Role
from allmende.base.workflow.actions import Change, OperatingError, Verdict, plan_migration
from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.engine.changing import suggested
from allmende.base.workflow.models import ProcessVersion
from allmende.base.workflow.queries_operating import called_versions
from allmende.foundation.jobs.actions import enqueue
from allmende.foundation.ui.forms import KernForm

from ..tasks import change_versions
from .lists import case_numbers

#: The page looks at no more instances than this; the command looks at all.
MOST_LOOKED_AT = 5000
_MOST_LISTED = 100


@dataclass
class Outlook:
    """What a dry run found: how many can change, and of the others the reasons with how many they stop."""

    can: int = 0
    cannot: int = 0
    more: bool = False
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    listed: list[Verdict] = field(default_factory=list)
    called: Counter[tuple[ProcessVersion, ProcessVersion | None]] = field(default_factory=Counter)

    @property
    def sorted_reasons(self) -> list[tuple[str, str, int]]:
        return [(name, reason, count) for (name, reason), count in self.reasons.most_common()]

    @property
    def called_rows(self) -> list[tuple[ProcessVersion, ProcessVersion | None, int]]:
        """Of the called processes: version, the one to which they change (None: they stay), how many."""
        return [(before, after, count) for (before, after), count in self.called.most_common()]


def outlook(
    before: ProcessVersion, after: ProcessVersion, mapping: dict[str, str], called: list[Change]
) -> Outlook:
    """A dry run over at most ``MOST_LOOKED_AT`` instances."""
    found = Outlook()
    verdicts = plan_migration(before=before, after=after, mapping=mapping, called=called)
    for verdict in islice(verdicts, MOST_LOOKED_AT):
        for one in verdict.called:
            found.called[one.before, one.after if one.changes else None] += 1
            found.reasons.update((each.name, each.reason) for each in one.objections)
        if not verdict.objections:
            found.can += 1
            continue
        found.cannot += 1
        found.reasons.update((one.name, one.reason) for one in verdict.objections)
        if len(found.listed) < _MOST_LISTED:
            found.listed.append(verdict)
    found.more = next(verdicts, None) is not None
    return found


class VersionsForm(KernForm):
    """Which version changes to which."""

    before = forms.ChoiceField(label=gettext_lazy("From version"))
    after = forms.ChoiceField(label=gettext_lazy("To version"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        rows = ProcessVersion.objects.select_related("definition").defer("bpmn")
        self.rows = {str(row.pk): row for row in rows.order_by("definition__name", "-number")[:1000]}
        choices = [
            (key, _("%(name)s, version %(n)s") % {"name": row.definition.name, "n": row.number})
            for key, row in self.rows.items()
        ]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or self.cleaned_data
        if "before" in data and "after" in data:
            before, after = self.versions
            if before.definition_id != after.definition_id or before.pk == after.pk:
                self.add_error("after", _("Choose another version of the same process."))
        return data

    @property
    def versions(self) -> tuple[ProcessVersion, ProcessVersion]:
        data = self.cleaned_data
        return self.rows[data["before"]], self.rows[data["after"]]


class MappingForm(KernForm):
    """Where elements that the new version does not have go on; what becomes of called processes; and why all this."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), help_text=gettext_lazy("Stands in the log"),
        widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False,
    )  # fmt: skip

    def __init__(
        self, before: ProcessVersion, after: ProcessVersion, *args: object, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.inside: list[Change] = []
        self.gone = self._ask_for_gone(before, after, "m-")

    def _ask_for_gone(
        self, before: ProcessVersion, after: ProcessVersion, prefix: str, about: str = ""
    ) -> bool:
        old, new = compiled(before.pk), compiled(after.pk)
        known = suggested(old, new)
        there = sorted(((n.id, n.name or n.id) for n in new.nodes.values()), key=lambda pair: pair[1])
        gone = [node for key, node in old.nodes.items() if key not in new.nodes]
        for node in gone:
            label = f"{about}: {node.name or node.id}" if about else node.name or node.id
            self._choose(f"{prefix}{node.id}", label, [("", _("Nowhere")), *there], known.get(node.id, ""))
        return bool(gone)

    def _choose(self, name: str, label: str, choices: list[tuple[str, str]], initial: str = "") -> None:
        chosen = forms.ChoiceField(label=label, choices=choices, required=False)
        chosen.initial = initial
        chosen.widget.attrs["class"] = "kern-form-input__select"
        self.fields[name] = chosen
        if self.is_bound and name not in self.data:  # asked for the first time: the suggestion stands there
            self.data = {**{key: self.data[key] for key in self.data}, name: initial}

    def ask_for_called(self, running: Iterable[ProcessVersion]) -> None:
        """For each version of a called process that runs: does it stay, or change, and where do its steps go on?"""
        for old in running:
            rows = old.definition.versions.exclude(pk=old.pk).defer("bpmn")
            others = {str(v.pk): v for v in rows.order_by("-number")[:50]}
            words = [(key, _("changes to version %(n)s") % {"n": v.number}) for key, v in others.items()]
            label = _("Called process “%(name)s”, version %(n)s") % {
                "name": old.definition.name,
                "n": old.number,
            }
            stays = ("", _("stays on version %(n)s") % {"n": old.number})
            self._choose(f"c-{old.pk}", label, [stays, *words])
            new = others.get(str(self.data.get(f"c-{old.pk}", "")))
            if new is not None:
                prefix = f"c-{old.pk}-"
                self._ask_for_gone(old, new, prefix, old.definition.name)
                self.inside.append(Change(old, new, self.mapping(prefix)))
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def mapping(self, prefix: str = "m-") -> dict[str, str]:
        """As chosen; before anybody was asked, as suggested."""
        found = {}
        for name, asked in self.fields.items():
            if name.startswith(prefix):
                value = self.data.get(name, asked.initial)
                if value and value in dict(asked.choices):  # type: ignore[attr-defined]
                    found[name.removeprefix(prefix)] = str(value)
        return found


@role_required(Role.OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def migrate(request: HttpRequest) -> HttpResponse:
    """Choose versions, map what is gone, look at the dry run, change."""
    chosen = VersionsForm(request.GET if "before" in request.GET else None)
    context: dict[str, object] = {"chosen": chosen}
    status = 200
    if chosen.is_bound and chosen.is_valid():
        before, after = chosen.versions
        form = MappingForm(before, after, request.POST or None)
        form.ask_for_called(called_versions(before))
        if request.method == "POST" and form.is_valid() and request.POST.get("do") == "change":
            if _begin(request, form, before, after):
                return redirect(request.get_full_path())
            status = 422
        if not form.is_bound or not form.errors or status == 422:
            found = outlook(before, after, form.mapping(), form.inside)
            numbers = case_numbers([verdict.subject for verdict in found.listed])
            listed = [(verdict, numbers.get(verdict.subject, verdict.subject)) for verdict in found.listed]
            context |= {"form": form, "outlook": found, "listed": listed}
    elif chosen.is_bound:
        status = 422
    return render(request, "processes/operating/migrate.html", context, status=status)


def _begin(request: HttpRequest, form: MappingForm, before: ProcessVersion, after: ProcessVersion) -> bool:
    reason = form.cleaned_data["reason"].strip()
    if not reason:
        form.add_error("reason", _("Please say why. The reason stands in the log."))
        return False
    try:
        enqueue(
            change_versions, before=str(before.pk), after=str(after.pk), mapping=form.mapping(), reason=reason,
            actor=str(actor_of(request)),
            called=[(str(one.before.pk), str(one.after.pk), dict(one.mapping)) for one in form.inside],
        )  # fmt: skip
    except OperatingError as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request,
        _("The change has begun. It goes on in the background; what has changed is no longer counted below."),
    )
    return True
