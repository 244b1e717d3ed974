from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Ending(models.Model):
    """Mixin: what others point at is not deleted but ends, with a day and a sentence for visitors.

    Translatable: closing_note.
    """

    last_day = models.DateField(null=True, blank=True, help_text="Empty: no end is known")
    closing_note = models.TextField(blank=True, help_text="What visitors should do instead")

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over."""
        return self.last_day is not None and self.last_day < timezone.localdate()


def lasting(on: date | None = None) -> Q:
    """The rows that have not ended by a day (today)."""
    return Q(last_day=None) | Q(last_day__gte=on or timezone.localdate())
