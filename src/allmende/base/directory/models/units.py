from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allmende.base.directory.texts import Translated
from allmende.foundation.tenants.models import TenantModel

from .ending import Ending


class Building(Translated, Ending, TenantModel):
    """A building that the public can visit (Dienstgebäude). Translatable: name, access_note, transit_note,
    closing_note.
    """

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200)
    house_number = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=10)
    city = models.CharField(max_length=100)
    lat = models.FloatField(null=True, blank=True, help_text="WGS 84, degrees")
    lon = models.FloatField(null=True, blank=True, help_text="WGS 84, degrees")
    step_free = models.BooleanField(null=True, blank=True, help_text="No steps; empty: unknown")
    access_note = models.TextField(blank=True, help_text="Lift, toilet, parking for people with disabilities")
    transit_note = models.TextField(blank=True, help_text="Bus and train stops")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="building_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def street_line(self) -> str:
        return f"{self.street} {self.house_number}".strip()

    @property
    def city_line(self) -> str:
        return f"{self.postcode} {self.city}"


class Unit(Translated, Ending, TenantModel):
    """An organisation unit (Organisationseinheit): the municipality, an office, a division.

    Translatable: name, summary, hours_note, closing_note.
    """

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        DEPARTMENT = "department", _("Department")
        OFFICE = "office", _("Office")
        DIVISION = "division", _("Division")
        TEAM = "team", _("Team")

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OFFICE)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order among its siblings")
    is_public = models.BooleanField(default=True, help_text="Has a page on the website")
    summary = models.TextField(blank=True, help_text="What the unit does, for visitors")
    building = models.ForeignKey(
        Building, null=True, blank=True, on_delete=models.PROTECT, related_name="units"
    )
    room = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    hours_note = models.TextField(blank=True, help_text="Such as: only with an appointment")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="unit_key")]
        indexes = [models.Index(fields=["tenant", "parent", "position"], name="unit_tree")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(TenantModel):
    """One opening of a unit each week; two rows on a day make a lunch break."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    opens = models.TimeField()
    closes = models.TimeField()
    appointment_only = models.BooleanField(default=False)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "weekday", "opens"], name="opening_hours"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="opening_order"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OpeningException(TenantModel):
    """Days with other hours; without ``opens`` the unit is closed. Beats public holidays."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="exceptions")
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["first_day", "opens"]
        indexes = [models.Index(fields=["tenant", "unit", "last_day"], name="opening_exception")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="exception_days"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(closes__gt=F("opens")), name="exception_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first_day}–{self.last_day}"
