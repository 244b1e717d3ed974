from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class AddressChange(TenantModel):
    """One line of an address plan (Adressplan): this address or block is replaced by that one.

    The plan is that of a measure of the kind ``renumbering``. A single address stands before the block it lies in.
    """

    measure = models.ForeignKey(
        "transitions.Measure", on_delete=models.CASCADE, related_name="address_changes", db_index=False
    )
    institution = models.ForeignKey(
        "offers.Institution", on_delete=models.PROTECT, related_name="address_changes"
    )
    old = models.CharField(max_length=50, help_text="In its usual form: 192.0.2.3 or 192.0.2.0/29")
    new = models.CharField(max_length=50, blank=True, help_text="The same; empty: not known yet")
    line = models.CharField(max_length=120, blank=True, help_text="Number of the line over which it comes")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "old"], name="address_change_once")
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


#: What name servers say in place of an answer (RFC 8020, RFC 2308).
_WHY_NONE = {
    "NXDOMAIN": _("There is no such name (NXDOMAIN)."),
    "NOANSWER": _("The name has no record of this kind."),
    "TIMEOUT": _("Nobody answered in time."),
}


class RecordCheck(TenantModel):
    """What the name servers of the world say of one record of the register: does it still point at the old address?"""

    class Result(models.TextChoices):
        MOVED = "moved", _("moved")
        BOTH = "both", _("old and new side by side")
        OLD = "old", _("still old")
        OTHER = "other", _("neither old nor new")
        UNRESOLVED = "unresolved", _("cannot be resolved")

    measure = models.ForeignKey(
        "transitions.Measure", on_delete=models.CASCADE, related_name="record_checks", db_index=False
    )
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="record_checks")
    result = models.CharField(max_length=10, choices=Result.choices)
    answer = models.CharField(max_length=500, blank=True, help_text="What was answered, or why nothing was")
    checked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "resource"], name="record_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.result}"

    @property
    def answer_words(self) -> str:
        """The answer, or in words why there was none."""
        return str(_WHY_NONE.get(self.answer, self.answer))
