from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


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
    variant = models.ForeignKey("offers.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    resource = models.ForeignKey(
        "resources.Resource", null=True, blank=True, on_delete=models.PROTECT, related_name="orders",
        help_text="What is changed or ended; of a new one, what was set up",
    )  # fmt: skip
    prices = models.JSONField(default=list, help_text="As shown: payer, period, amount")
    wanted_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the customer said that it works"
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tenant", "subject"], name="order_subject")]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "institution", "id"], name="order_of_institution")
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"


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
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "subject"], name="question_subject")
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "about", "published_at"], name="question_about")]

    def __str__(self) -> str:
        return f"question {self.pk}"
