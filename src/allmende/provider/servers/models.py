from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class Treatment(models.TextChoices):
    """What becomes of a server of the city."""

    HOSTING = "hosting", _("Hosting: moves onto machines of the computing centre")
    HOUSING_TIME = "housing_time", _("Housing for a time: the machine moves, hosting follows later")
    HOUSING_GOOD = "housing_good", _("Housing for good: the machine moves and stays one")
    EXCEPTION = "exception", _("Exception: stays where it is")
    CENTRAL = "central", _("Already in the computing centre")

    @property
    def short(self) -> str:
        """The word alone, for tables."""
        return str(self.label).partition(":")[0]


class Assumptions(TenantModel):
    """The criteria and the figures that a tenant reckons with; where there is none, those of ``defaults`` hold."""

    rules = models.JSONField(help_text="In order, the first that holds counts: when (CEL), treatment, reason")
    figures = models.JSONField(default=dict, help_text="Key of a figure → number, as text")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tenant"], name="assumptions_once")]

    def __str__(self) -> str:
        return "assumptions"


class Decision(TenantModel):
    """What somebody decided for one server, other than the criteria say; always with a reason."""

    server = models.OneToOneField("resources.Resource", on_delete=models.CASCADE, related_name="treatment")
    treatment = models.CharField(max_length=20, choices=Treatment.choices)
    reason = models.CharField(max_length=300)
    decided_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.server_id} {self.treatment}"


class Stage(TenantModel):
    """Which offices a consolidation moves, and as what: the pilot (Pilotbetrieb), or the roll-out after it (Ausbau)."""

    class Kind(models.TextChoices):
        PILOT = "pilot", _("Pilot")
        ROLLOUT = "rollout", _("Roll-out")

    class Outcome(models.TextChoices):
        GO_ON = "go_on", _("It worked: the roll-out goes on as planned")
        CHANGE = "change", _("It worked in part: the roll-out goes on with changes")
        STOP = "stop", _("It did not work: no roll-out")

    measure = models.OneToOneField(
        "transitions.Measure", on_delete=models.CASCADE, related_name="server_stage"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ROLLOUT)
    offices = models.JSONField(
        default=list, help_text="Keys of the offices; empty: all that no other stage of the programme names"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    lessons = models.TextField(blank=True, help_text="What the pilot showed, in words")
    concluded_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.measure_id} {self.kind}"


class Agreement(TenantModel):
    """An office agreed to its wave (Abstimmung): with whom, when, and who of the provider noted it.

    Personal: the name of who agreed; kept with the programme.
    """

    effect = models.OneToOneField(
        "transitions.Effect", on_delete=models.CASCADE, related_name="server_agreement"
    )
    agreed_with = models.CharField(max_length=200, help_text="Name and function")
    agreed_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.effect_id} {self.agreed_on}"
