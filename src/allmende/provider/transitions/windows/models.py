from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class Period(TenantModel):
    """Days that matter for windows in a federal state (Ferien, Prüfungszeit): imported or entered by staff."""

    class Kind(models.TextChoices):
        HOLIDAYS = "holidays", _("School holidays")
        EXAMS = "exams", _("Exams")
        OTHER = "other", _("Other bar")

    land = models.CharField(max_length=2, help_text="Federal state (ISO 3166-2:DE)")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day")
    label = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True, help_text="Where the days are from")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "land", "kind", "starts_on"], name="window_period_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="window_period_order"),
        ]

    def __str__(self) -> str:
        return self.label


class MeasureRule(TenantModel):
    """How the institutions of a measure may lie in its windows."""

    class Bodies(models.TextChoices):
        ANY = "any", _("It does not matter")
        TOGETHER = "together", _("In the same window")
        APART = "apart", _("Spread over windows")

    class Holidays(models.TextChoices):
        ANY = "any", _("They do not matter")
        WISHED = "wished", _("In the holidays where possible")
        BARRED = "barred", _("Not in the holidays")

    measure = models.OneToOneField(
        "transitions.Measure", on_delete=models.CASCADE, related_name="window_rule"
    )
    bodies = models.CharField(max_length=10, choices=Bodies.choices, default=Bodies.ANY)
    at_most = models.PositiveSmallIntegerField(
        default=1, help_text="Where they are spread: so many of one body in one window"
    )
    exempt = models.JSONField(default=list, blank=True, help_text="Keys of bodies that this does not bind")
    holidays = models.CharField(max_length=10, choices=Holidays.choices, default=Holidays.ANY)
    exams_barred = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"rule of {self.measure_id}"


class MeasureOrder(TenantModel):
    """``after`` comes no earlier than ``before`` at the same institution; ``strict``: when its window is over."""

    before = models.ForeignKey("transitions.Measure", on_delete=models.CASCADE, related_name="orders_after")
    after = models.ForeignKey("transitions.Measure", on_delete=models.CASCADE, related_name="orders_before")
    strict = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["before", "after"], name="measure_order_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="measure_order_two"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} before {self.after_id}"


class Wish(TenantModel):
    """What an institution says of a window: it would like it, or it cannot then."""

    class Kind(models.TextChoices):
        WISH = "wish", _("Suits us well")
        VETO = "veto", _("Not possible for us")

    effect = models.ForeignKey(
        "transitions.Effect", on_delete=models.CASCADE, related_name="wishes", db_index=False
    )
    window = models.ForeignKey("transitions.Window", on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    by_staff = models.BooleanField(default=False, help_text="Entered by the provider, such as after a call")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["effect", "window"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.window_id}"


class Lock(TenantModel):
    """An effect stays in its window whatever is calculated: somebody decided it, and why."""

    effect = models.OneToOneField("transitions.Effect", on_delete=models.CASCADE, related_name="window_lock")
    why = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"lock of {self.effect_id}"


class Run(TenantModel):
    """One calculation of a programme's placement (Berechnung): looked at before it is taken over."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        RUNNING = "running", _("Is being calculated")
        FOUND = "found", _("Waits for your review")
        NONE = "none", _("No placement keeps all rules")
        FAILED = "failed", _("Failed")
        TAKEN = "taken", _("Taken over")
        DROPPED = "dropped", _("Discarded")

    programme = models.ForeignKey(
        "transitions.Programme", on_delete=models.CASCADE, related_name="window_runs"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    seconds = models.PositiveSmallIntegerField(default=50, help_text="How long it may calculate")
    progress = models.JSONField(default=dict, help_text="seconds, objective, bound of the best so far")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the problem as it was given")
    result = models.JSONField(default=dict, help_text="As solver.problem.Result")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state__in=["waiting", "running"]),
                name="window_run_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class Follower(TenantModel):
    """Somebody who follows a programme's public page by e-mail; confirmed by a link, ended by another.

    Personal: the address. Unconfirmed it is deleted after two days, confirmed when the person ends it or 30 days after
    the programme has ended.
    """

    programme = models.ForeignKey("transitions.Programme", on_delete=models.CASCADE, related_name="followers")
    email = models.EmailField()
    language = models.CharField(max_length=5, default="de")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_revision = models.PositiveIntegerField(default=0, help_text="Number of the last revision written of")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "email"], name="follower_once"),
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"
