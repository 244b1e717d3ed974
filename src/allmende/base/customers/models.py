from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel

#: Keys of ``Customer.address``; ``country`` is an ISO 3166-1 code and may be missing for Germany.
ADDRESS_KEYS = ("street", "house_number", "extra", "postcode", "city", "country")


class Customer(TenantModel):
    """A person or an organisation that has to do with the administration (Kundin, Kunde)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERSON)
    salutation = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=60, blank=True, help_text="Academic title")
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True, help_text="Or the name of the organisation")
    name_key = models.BinaryField(
        max_length=120,
        default=b"",
        editable=True,
        help_text="Folded name, family name first: found by its beginning",
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.JSONField(default=dict, blank=True, help_text="street, house_number, postcode, city, …")
    language = models.CharField(max_length=5, default="de")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, help_text="When the personal data were erased")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "user"], condition=models.Q(user__isnull=False), name="customer_user"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "email"], name="customer_email"),
            models.Index(fields=["tenant", "name_key", "id"], name="customer_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The full name as one writes it: title, given name, family name; or the organisation's name."""
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)

    @property
    def stream(self) -> str:
        """The event stream of this customer."""
        return f"customer:{self.pk}"
