from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel
from allmende.provider.offers.models import ContactRole


class Programme(TenantModel):
    """A change of the provider's services that is planned and announced as one (Umstellungsprogramm)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        ANNOUNCED = "announced", _("Announced")
        DONE = "done", _("Completed")
        DROPPED = "dropped", _("Given up")

    #: Nothing of it changes any more.
    OVER: ClassVar = (State.DONE, State.DROPPED)

    key = models.SlugField(max_length=60, help_text="In the address of its public page")
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True, help_text="Why, in words for those affected")
    legal_basis = models.TextField(blank=True)
    capacity_conflict = models.TextField(
        blank=True,
        help_text="Which other task of the provider suffers as long as the services go on, in words",
    )
    phase = models.CharField(max_length=200, blank=True, help_text="Where it stands now, in one sentence")
    history = models.JSONField(default=list, blank=True, help_text="on (ISO date or year), text")
    stakeholders = models.JSONField(default=list, blank=True, help_text="name, part")
    risks = models.JSONField(
        default=list, blank=True, help_text="text, learned_from: earlier programmes that failed"
    )
    no_recommendation = models.BooleanField(
        default=False, help_text="The provider must not recommend a successor: lists come in random order"
    )
    no_recommendation_reason = models.CharField(max_length=200, blank=True)
    hour_rate = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True,
        help_text="Euro: what an hour of work at an institution counts; None: hours are shown, not turned into money",
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(
        default=1, help_text="Counts changes, so that two editors notice each other"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tenant", "key"], name="programme_key")]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The event stream of this programme, and what questions about it name."""
        return f"programme:{self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether it was completed or given up."""
        return self.state in self.OVER


class OpenPoint(TenantModel):
    """What is not decided yet, said openly; closed with the answer."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="open_points")
    text = models.CharField(max_length=300)
    answer = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text


class Measure(TenantModel):
    """One part of a programme (Maßnahme): the end of an offer, its move, a renumbering, a consolidation."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="measures")
    key = models.SlugField(max_length=40, help_text="Unique within the programme; steps are named by it")
    kind = models.CharField(max_length=40, help_text="Key in the registry of kinds of measure")
    title = models.CharField(max_length=200)
    offer = models.ForeignKey(
        "offers.Offer", null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    condition = models.TextField(
        blank=True,
        help_text="CEL over resource, institution and fields: which of the offer's resources it reaches",
    )
    exempt = models.TextField(
        blank=True,
        help_text="CEL over the same: which of those it leaves out, such as fibre at a university node",
    )
    exception = models.CharField(max_length=300, blank=True, help_text="Who is left out, in words")
    what_changes = models.TextField(blank=True, help_text="In words for those affected")
    assurance = models.TextField(
        blank=True, help_text="What is promised: free of charge, at least the same service"
    )
    action_needed = models.BooleanField(default=True)
    what_to_do = models.TextField(blank=True, help_text="Where action is needed: what")
    options = models.JSONField(
        default=dict, blank=True,
        help_text="Of its kind; for all: hours (step → hours of work), cost_after (payer → Euro per year as text), "
        "more_offers (keys of further offers that it reaches)",
    )  # fmt: skip
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(
        default=1, help_text="Counts changes of its texts, as the programme's"
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "key"], name="measure_key")]
        indexes: ClassVar = [models.Index(fields=["programme", "order", "id"], name="measure_order")]

    def __str__(self) -> str:
        return self.title


class MeasureDate(TenantModel):
    """When something of a measure happens: one record for each event, from which every text is made.

    There is one date for an event: a second one is refused. A measure with windows has no end of its own beside them.
    """

    class Event(models.TextChoices):
        SALE_STOP = "sale_stop", _("Stop of sale")
        END = "end", _("End of service")
        MOVE = "move", _("Move to another provider")
        RETURN = "return", _("Addresses withdrawn")

    class Kind(models.TextChoices):
        FIXED = "fixed", _("Fixed")
        EXPECTED = "expected", _("Expected")
        NOT_BEFORE = "not_before", _("Not before")
        AT_LATEST = "at_latest", _("At the latest")
        CONDITIONAL = "conditional", _("Conditional")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="dates")
    event = models.CharField(max_length=20, choices=Event.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    on = models.DateField(null=True, blank=True, help_text="None only where it depends on a condition alone")
    condition = models.CharField(
        max_length=300, blank=True, help_text="Of a conditional date: on what it depends"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "event"], name="measure_date_once"),
            models.CheckConstraint(
                condition=Q(kind="conditional") | Q(on__isnull=False), name="measure_date_needs_day"
            ),
            models.CheckConstraint(
                condition=~Q(kind="conditional") | ~Q(condition=""), name="measure_date_needs_condition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.kind} {self.on or self.condition}"


class Window(TenantModel):
    """A time in which some customers of a measure are moved or ended, and how many (Zeitfenster)."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="windows")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day")
    capacity = models.PositiveIntegerField(help_text="Institutions at most")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "starts_on"], name="window_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="window_order"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class Effect(TenantModel):
    """What a measure means for one institution (Betroffenheit); written when a programme is announced, kept since."""

    class Placed(models.TextChoices):
        SOLVER = "solver", _("By calculation")
        WISH = "wish", _("As wished")
        HAND = "hand", _("By hand")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="effects")
    institution = models.ForeignKey("offers.Institution", on_delete=models.PROTECT, related_name="effects")
    resources = models.JSONField(default=list, help_text="Keys of the resources that it reaches itself")
    breaks = models.JSONField(
        default=list, help_text="What else breaks: resource (key), through (keys, nearest first)"
    )
    action_needed = models.BooleanField(default=True)
    conflict_until = models.DateField(null=True, blank=True, help_text="A contract that outlives the date")
    cost_before = models.JSONField(default=dict, help_text="payer → Euro per year, as text")
    cost_after = models.JSONField(
        default=dict, help_text="payer → Euro per year, as text; empty: not known yet"
    )
    window = models.ForeignKey(
        Window, null=True, blank=True, on_delete=models.PROTECT, related_name="effects"
    )
    placed = models.CharField(max_length=10, choices=Placed.choices, blank=True)
    placed_why = models.CharField(max_length=300, blank=True)
    alternative = models.ForeignKey(
        "offers.Alternative", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The successor that the institution chose",
    )  # fmt: skip
    chosen_at = models.DateTimeField(null=True, blank=True)
    hours = models.DecimalField(
        max_digits=6, decimal_places=1, default=0, help_text="Work of the institution, as estimated"
    )
    is_void = models.BooleanField(default=False, help_text="No longer reached, by a later revision")
    told = models.JSONField(
        default=dict, help_text="As the last revision said it: reached, window (key); empty: not said yet"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "institution"], name="effect_once")
        ]
        indexes: ClassVar = [models.Index(fields=["institution", "measure"], name="effect_of_institution")]

    def __str__(self) -> str:
        return f"{self.measure_id} on {self.institution_id}"


class Step(TenantModel):
    """One line of an institution's one checklist in a programme; who ticked it off stands in the event log."""

    #: The owner of what the provider does itself.
    PROVIDER: ClassVar = "provider"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="steps", db_index=False)
    institution = models.ForeignKey("offers.Institution", on_delete=models.PROTECT, related_name="steps")
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.CASCADE, related_name="steps"
    )
    key = models.CharField(max_length=60, help_text="Unique within the checklist, such as choose:webhosting")
    text = models.CharField(max_length=300)
    owner = models.CharField(max_length=10, help_text="Role of the contact that does it, or provider")
    hours = models.DecimalField(max_digits=5, decimal_places=1, default=0, help_text="Work, as estimated")
    due_on = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    note = models.CharField(max_length=300, blank=True)
    is_void = models.BooleanField(default=False, help_text="Not needed any more; kept where it was done")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "institution", "key"], name="step_once")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner_words(self) -> str:
        """Who does it."""
        labels = dict(ContactRole.Role.choices)
        return str(labels[self.owner]) if self.owner in labels else str(_("IT provider"))

    @property
    def by_provider(self) -> bool:
        """Whether the provider does it, so that nobody at the institution ticks it off."""
        return self.owner == self.PROVIDER


class Revision(TenantModel):
    """A published state of a programme (Fassung): what was said, what is different, and whom that concerns."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    summary = models.TextField(blank=True, help_text="Why it changed, for those affected")
    content = models.JSONField(help_text="The record of dates, windows and texts as published")
    changes = models.JSONField(default=list, help_text="measure, what, before, after: in order")
    touched = models.JSONField(
        default=dict, help_text="Institution → places in ``changes`` that concern it; exactly these are told"
    )
    institutions = models.PositiveIntegerField(default=0, help_text="How many it touches")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="revision_number")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} revision {self.number}"
