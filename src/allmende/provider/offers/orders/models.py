from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.base.payments.money import MoneyField
from allmende.foundation.tenants.models import TenantModel
from allmende.provider.offers.models import ContactRole


class Order(TenantModel):
    """What an order's case is about: a new service, a change or an end, at the price that was shown.

    How far it is, its case says (``subject``).
    """

    class Kind(models.TextChoices):
        NEW = "new", _("New order")
        CHANGE = "change", _("Change of a service")
        END = "end", _("End of a service")

    subject = models.CharField(max_length=60, help_text='The case: "case:<uuid>"')
    kind = models.CharField(max_length=10, choices=Kind.choices)
    institution = models.ForeignKey("offers.Institution", on_delete=models.PROTECT, related_name="orders")
    variant = models.ForeignKey(
        "offers.Variant", on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="What is ordered; of an end, what ends",
    )  # fmt: skip
    before = models.ForeignKey(
        "offers.Variant", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="Of a change: what was used until then",
    )  # fmt: skip
    resource = models.ForeignKey(
        "resources.Resource", null=True, blank=True, on_delete=models.PROTECT, related_name="orders",
        help_text="What is changed or ended; of a new one, what was set up and carries the price; see ``OrderPart``",
    )  # fmt: skip
    prices = models.JSONField(default=list, help_text="As shown: payer, period, amount (Euro, as text)")
    term_months = models.PositiveSmallIntegerField(default=0, help_text="As shown: how long both are bound")
    wanted_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the customer said that it works"
    )
    in_use_on = models.DateField(
        null=True, blank=True, help_text="Since when it counts for bills: in use, changed, or ended"
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tenant", "subject"], name="order_subject")]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "institution", "id"], name="order_of_institution")
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"


class OrderPart(TenantModel):
    """What an order set up beside the resource that carries its price: an offer may consist of several types."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parts")
    resource = models.ForeignKey("resources.Resource", on_delete=models.PROTECT, related_name="order_parts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "resource"], name="order_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} of {self.order_id}"


class Approval(TenantModel):
    """Somebody outside the provider must agree to an order: the head of the institution, or the body that pays.

    Personal: the contact who answered and the reason; kept as long as the order, the contact named as long as known.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="approvals")
    role = models.CharField(max_length=10, help_text="Of the contact who answers: head or body")
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Of a refusal")
    contact = models.ForeignKey(
        "offers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text="Who answered; none where staff noted what they were told",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "role"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.role} on {self.order_id}"

    @property
    def role_label(self) -> str:
        """Who must agree, in words."""
        return str(ContactRole.Role(self.role).label)


class Question(TenantModel):
    """A question to support: its case has the conversation; its answer can be published as official.

    What is published holds no personal data: question and answer in staff's own words.
    """

    subject = models.CharField(max_length=60, help_text='The case: "case:<uuid>"')
    institution = models.ForeignKey(
        "offers.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    about = models.CharField(
        max_length=60, blank=True, help_text='"offer:<uuid>", "programme:<uuid>" or empty'
    )
    published_question = models.CharField(max_length=300, blank=True)
    published_answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty again when it is withdrawn")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "subject"], name="question_subject")
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "about", "published_at"], name="question_about")]

    def __str__(self) -> str:
        return f"question {self.pk}"


class Bill(TenantModel):
    """What an institution pays for a quarter (Abrechnung): its lines as they were billed, and the claim for them."""

    quarter = models.CharField(max_length=6, help_text="Such as 2026Q4")
    payer = models.ForeignKey("offers.Institution", on_delete=models.PROTECT, related_name="bills")
    claim = models.ForeignKey("payments.Claim", on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField(help_text="As billed, see billing.Line; their amounts add up to the total")
    total = MoneyField()
    statement = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text="The itemised statement as PDF, once it is made",
    )  # fmt: skip
    billed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "quarter", "payer"], name="bill_once")
        ]

    def __str__(self) -> str:
        return f"{self.quarter} {self.payer_id}"
