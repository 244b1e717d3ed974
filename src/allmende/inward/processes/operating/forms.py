"""What an operator may do, each as a small form with its reason."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.workflow import actions
from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.engine.placing import places
from allmende.base.workflow.models import Incident, Instance, Token
from allmende.foundation import readable
from allmende.foundation.events.types import Actor
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.forms import KernForm

from .instance import parameters_of, speaker_of
from .lists import RUNNING

Text = str | Promise


class Act(KernForm):
    """Subclasses name themselves and call an action of the engine in ``perform``."""

    label: ClassVar[Text]
    intro: ClassVar[Text] = ""
    states: ClassVar[tuple[str, ...]] = RUNNING
    done: ClassVar[Text] = gettext_lazy("Done.")

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Stands in the log"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Please say why. The reason stands in the log.")},
    )

    def __init__(self, instance: Instance, about: str, *args: Any, **kwargs: Any) -> None:
        self.instance = instance
        self.about = about
        super().__init__(*args, **kwargs)
        self.fill()
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def fill(self) -> None:
        """Adjust the fields to the instance; raises ``LookupError`` where ``about`` names nothing."""

    def perform(self, actor: Actor) -> None:
        """Do it; raises ``OperatingError`` or ``ValueError`` with a sentence for people."""
        raise NotImplementedError

    @property
    def why(self) -> str:
        return str(self.cleaned_data["reason"])


class Suspend(Act):
    label = gettext_lazy("Suspend")
    intro = gettext_lazy("Nothing moves on until you resume it: no task can be done, no timer fires.")
    states = (Instance.State.ACTIVE,)

    def perform(self, actor: Actor) -> None:
        actions.suspend_instance(instance=self.instance, reason=self.why, actor=actor)


class Resume(Act):
    label = gettext_lazy("Resume")
    intro = gettext_lazy("What became due meanwhile happens now.")
    states = (Instance.State.SUSPENDED,)

    def perform(self, actor: Actor) -> None:
        actions.resume_instance(instance=self.instance, reason=self.why, actor=actor)


class Stop(Act):
    label = gettext_lazy("Cancel the process")
    intro = gettext_lazy(
        "Open tasks, deadlines and steps end. The case stays as it is. This cannot be undone."
    )

    def perform(self, actor: Actor) -> None:
        actions.stop_instance(instance=self.instance, reason=self.why, actor=actor)


class MoveToken(Act):
    label = gettext_lazy("Move")
    intro = gettext_lazy(
        "What waits at the old place ends: tasks, deadlines, steps. Where the new place lies outside a sub-process, "
        "that ends with all that runs in it."
    )
    target = forms.ChoiceField(label=gettext_lazy("Go on at"))

    def fill(self) -> None:
        token = _row(Token.objects.filter(instance=self.instance), self.about)
        self.token: Token = token
        process = compiled(self.instance.version_id)
        found = [(node.id, node.name or node.id) for node in places(process)]
        self.fields["target"].choices = sorted(found, key=lambda pair: pair[1])  # type: ignore[attr-defined]

    def perform(self, actor: Actor) -> None:
        actions.move_token(
            instance=self.instance, token_id=self.token.pk, target=self.cleaned_data["target"], reason=self.why,
            actor=actor,
        )  # fmt: skip


class ChangeValue(Act):
    label = gettext_lazy("Change a value")
    intro = gettext_lazy("Written as JSON: text in quotation marks, numbers, true or false, lists, objects.")
    name = forms.RegexField(r"^[A-Za-z_][A-Za-z0-9_:]*$", label=gettext_lazy("Name"), max_length=100)
    value = forms.CharField(label=gettext_lazy("Value"), widget=forms.Textarea(attrs={"rows": 4}))

    def fill(self) -> None:
        if self.about:
            known = self.instance.variables.get(self.about)
            self.fields["name"].initial = self.about
            self.fields["value"].initial = json.dumps(known, ensure_ascii=False, indent=2)

    def clean_value(self) -> Any:
        return read_json(self.cleaned_data["value"])

    def perform(self, actor: Actor) -> None:
        values = {self.cleaned_data["name"]: self.cleaned_data["value"]}
        actions.change_variables(instance=self.instance, variables=values, reason=self.why, actor=actor)


class Retry(Act):
    label = gettext_lazy("Try again")
    intro = gettext_lazy(
        "What you enter for a parameter holds for this attempt only; what stays empty is as the process says."
    )

    def fill(self) -> None:
        row = _row(Incident.objects.filter(instance=self.instance, resolved_at=None), self.about)
        self.incident: Incident = row
        node = compiled(self.instance.version_id).nodes[row.element]
        speaker = speaker_of(self.instance)
        for name, text in parameters_of(row, node):
            field = forms.CharField(
                label=speaker.parameter(node.action, name), required=False,
                help_text=_("In the process: %(text)s") % {"text": speaker.value(node.action, name, text)},
            )  # fmt: skip
            field.widget.attrs["class"] = "kern-form-input__input"
            self.fields[f"p-{name}"] = field

    def perform(self, actor: Actor) -> None:
        given = {
            name.removeprefix("p-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("p-") and value
        }
        actions.retry_with(incident=self.incident, parameters=given, reason=self.why, actor=actor)


def read_json(text: str) -> Any:
    """Raises ``ValidationError`` with a sentence for people."""
    try:
        return readable.read_json(text)
    except ValueError:
        raise forms.ValidationError(
            _('This is no JSON. Put text into quotation marks, for example "dog".')
        ) from None


def _row(rows: Any, key: str) -> Any:
    found = rows.filter(pk=read_key(key) or NO_KEY).first()
    if found is None:
        raise LookupError(key)
    return found


ACTS: dict[str, type[Act]] = {
    "anhalten": Suspend, "fortsetzen": Resume, "abbrechen": Stop, "versetzen": MoveToken, "wert": ChangeValue,
    "wiederholen": Retry,
}  # fmt: skip
