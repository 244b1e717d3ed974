from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class Resource(TenantModel):
    """One thing that the provider runs for a customer: a domain, a site, a line, an address (Ressource).

    ``fields`` follow the schema of the type (``types.resource_types[type].schema``). May name a person's mailbox;
    kept as long as the customer, and a year after its end.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Being set up")
        ACTIVE = "active", _("In use")
        ENDED = "ended", _("Ended")

    type = models.CharField(max_length=40, help_text="Key of the type")
    number = models.CharField(max_length=120, help_text="Unique within its type; imports find it by this")
    name = models.CharField(max_length=253)
    institution = models.ForeignKey(
        "offers.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="resources", db_index=False,
        help_text="None: nobody is known to own it, which staff must clear up",
    )  # fmt: skip
    variant = models.ForeignKey(
        "offers.Variant", null=True, blank=True, on_delete=models.PROTECT, related_name="resources",
        help_text="Under which offer it is used, and at what price",
    )  # fmt: skip
    fields = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="The last day of service")
    contract_until = models.DateField(
        null=True, blank=True, help_text="The provider or the customer is bound until"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "type", "number"], name="resource_number")
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "institution", "type"], name="resource_of_institution")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The event stream of this resource."""
        return f"resource:{self.pk}"


class Dependency(TenantModel):
    """``resource`` does not work without ``needs`` (Abhängigkeit)."""

    class Source(models.TextChoices):
        FOUND = "found", _("Found in the data")
        IMPORTED = "imported", _("From a list")
        HAND = "hand", _("Added by hand")

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="dependencies", db_index=False
    )
    needs = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="dependents")
    kind = models.CharField(
        max_length=40, help_text="Why, in a word: points_at, runs_on, delivers_to, homepage …"
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "needs", "kind"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(resource=F("needs")), name="dependency_other"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.kind} {self.needs_id}"
