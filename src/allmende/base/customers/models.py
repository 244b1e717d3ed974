from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel

from .mandates.models import Mandate  # noqa: F401 — the table of who acts for whom

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
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The same person, recorded twice: everything went there",
    )  # fmt: skip

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


class Merge(TenantModel):
    """Two records of one customer became one; until it is final it can be undone.

    Personal: through the two customers. What the source was is kept until the merge is final, then erased.
    """

    source = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    moved = models.JSONField(default=dict, help_text="What went along: follower → keys of rows")
    before = models.TextField(help_text="Sealed: the target's fields that were changed, as they were")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True, help_text="When what the source was had been erased")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant", "merged_at"], name="merge_age")]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"

    @property
    def can_be_undone(self) -> bool:
        """Neither undone nor final."""
        return self.undone_at is None and self.final_at is None


class Suspicion(TenantModel):
    """Two customers who may be one person or organisation; staff say whether they are.

    Personal: through the two customers, with whom it goes.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Not looked at yet")
        DIFFERENT = "different", _("Two different customers")
        MERGED = "merged", _("Merged")

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", help_text="The older one")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "second"], name="suspicion_pair")]
        indexes: ClassVar = [models.Index(fields=["tenant", "state", "-score", "id"], name="suspicion_open")]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class Consent(TenantModel):
    """What a customer agreed to (GDPR Art. 7): proof of when, to which words, and of the withdrawal.

    Personal: kept as proof as long as the customer.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=40, help_text="Key of the purpose")
    text = models.TextField(help_text="The words that were agreed to")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "purpose"], condition=models.Q(withdrawn_at=None), name="consent_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "customer", "given_at"], name="consent_of_customer")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose}"
