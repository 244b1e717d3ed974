from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class Payer(models.TextChoices):
    """Who bears a cost (Kostenträger)."""

    STATE = "state", _("Federal state")
    BODY = "body", _("School body")
    SCHOOL = "school", _("School or office")


class Institution(TenantModel):
    """A customer of the provider (Einrichtung): a school, the body that runs schools, or an office of the city."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School")
        BODY = "body", _("School body")
        OFFICE = "office", _("Office")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed down")
        MERGED = "merged", _("Became part of another")

    number = models.CharField(
        max_length=40, help_text="The provider's or the authority's number; imports find it by this"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    school_type = models.CharField(max_length=60, blank=True, help_text="Such as Gymnasium; empty for others")
    body = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="schools",
        help_text="The school body (Schulträger) that runs and pays for it",
    )  # fmt: skip
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="institutions",
        help_text="The same organisation for all of Allmende; made with its first case",
    )  # fmt: skip
    unit = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text="An office of the city is also a unit of the directory",
    )  # fmt: skip
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=120, blank=True)
    land = models.CharField(
        max_length=2, default="BW", help_text="Federal state (ISO 3166-2:DE), for holidays"
    )
    users = models.PositiveIntegerField(
        default=0, help_text="People who use the services there, pupils included"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "number"], name="institution_number")
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "kind", "name", "id"], name="institution_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The event stream of this institution."""
        return f"institution:{self.pk}"


class Contact(TenantModel):
    """A person whom the provider writes to (Kontaktperson), for one or many institutions.

    Personal: name, address and phone; kept while the contact has a role, erased a year after the last one ended.
    """

    number = models.CharField(
        max_length=254, help_text="Imports find the contact by this; mostly the e-mail address"
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="de")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts",
        help_text="The account with which the contact uses the portal",
    )  # fmt: skip
    invitation_hash = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of the link sent to the address that links an account; works once",
    )
    invited_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(
        null=True, blank=True, help_text="When an e-mail last came back for good"
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When the last role ended")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tenant", "number"], name="contact_number")]
        indexes: ClassVar = [models.Index(fields=["tenant", "email"], name="contact_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def stream(self) -> str:
        """The event stream of this contact."""
        return f"contact:{self.pk}"


class ContactRole(TenantModel):
    """What a contact is at an institution; a deputy steps in where the first one cannot be reached.

    Personal: through the contact, with whom it goes.
    """

    class Role(models.TextChoices):
        HEAD = "head", _("Head of the institution")
        IT = "it", _("IT")
        SECRETARY = "secretary", _("Secretary's office")
        BODY = "body", _("School body")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="roles")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=10, choices=Role.choices)
    is_deputy = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "institution", "role"], name="contact_role")
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.role} {self.institution_id}"


class ContactProposal(TenantModel):
    """What an institution says about its contacts: somebody new, other data, or that somebody is it no longer.

    It waits until the provider's staff or the new mailbox confirms it. Personal: name, address and phone; the row goes
    with the answer, and after 30 days without one.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("Somebody new")
        CORRECT = "correct", _("Other data")
        LEAVE = "leave", _("No longer responsible")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="contact_proposals")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="proposals", db_index=False,
        help_text="Whose data are others, who leaves, or whom somebody new replaces",
    )  # fmt: skip
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=10, blank=True, choices=ContactRole.Role.choices)
    is_deputy = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    token_hash = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of the link sent to the new address; empty: only staff can confirm",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant", "token_hash"], name="contact_proposal_token")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Offer(TenantModel):
    """An IT service that the provider offers (Angebot): described, priced, with a life cycle by its dates."""

    class Stage(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ON_SALE = "on_sale", _("On offer")
        SALE_STOPPED = "sale_stopped", _("No longer offered anew")
        ENDING = "ending", _("Ending")
        ENDED = "ended", _("Ended")

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    audiences = models.JSONField(default=list, blank=True, help_text="Institution kinds that may order it")
    resource_types = models.JSONField(
        default=list, blank=True, help_text="Keys of the types of resource that it consists of"
    )
    facts = models.JSONField(
        default=dict, blank=True,
        help_text="Service level and what else is compared: key of a point (see comparison.py) → words",
    )  # fmt: skip
    data_protection = models.JSONField(
        default=dict, blank=True, help_text="contract, location, categories (list), contact"
    )
    on_sale_from = models.DateField(null=True, blank=True)
    sale_stops_on = models.DateField(
        null=True, blank=True, help_text="The first day on which nobody can order it anew"
    )
    ending_from = models.DateField(null=True, blank=True, help_text="When its end was announced")
    ends_on = models.DateField(null=True, blank=True, help_text="The last day of service")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "key"], name="offer_key"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(sale_stops_on=None) | Q(ends_on__gte=F("sale_stops_on")),
                name="offer_sale_before_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The event stream of this offer."""
        return f"offer:{self.pk}"

    @property
    def ordered_until(self) -> date | None:
        """The last day on which it can be ordered anew, where there is one."""
        return self.sale_stops_on - timedelta(days=1) if self.sale_stops_on else None

    @property
    def stage(self) -> Offer.Stage:
        """Where it is in its life cycle today."""
        return self.stage_on(timezone.localdate())

    def stage_on(self, day: date) -> Offer.Stage:
        """Where it is in its life cycle on ``day``."""
        if self.ends_on is not None and day > self.ends_on:
            return self.Stage.ENDED
        if self.ending_from is not None and day >= self.ending_from:
            return self.Stage.ENDING
        if self.sale_stops_on is not None and day >= self.sale_stops_on:
            return self.Stage.SALE_STOPPED
        if self.on_sale_from is not None and day >= self.on_sale_from:
            return self.Stage.ON_SALE
        return self.Stage.PLANNED


class Variant(TenantModel):
    """One way to have an offer, such as a size or a bandwidth (Variante)."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="variants")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    term_months = models.PositiveSmallIntegerField(
        default=0, help_text="So long both sides are bound from the start of an order; 0: not at all"
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["offer", "key"], name="variant_key")]

    def __str__(self) -> str:
        return self.name


class Price(TenantModel):
    """What one payer pays for a variant per period, in a time; several payers share a variant."""

    class Period(models.TextChoices):
        ONCE = "once", _("one time")
        MONTH = "month", _("per month")
        QUARTER = "quarter", _("per quarter")
        YEAR = "year", _("per year")

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    payer = models.CharField(max_length=10, choices=Payer.choices)
    period = models.CharField(max_length=10, choices=Period.choices)
    amount = models.DecimalField(max_digits=10, decimal_places=2, help_text="Euro")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["variant", "payer", "period", "valid_from"], name="price_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.payer} {self.period}"


class Alternative(TenantModel):
    """What can follow an offer (Nachfolgeangebot): an own offer, or one of somebody else with the same facts."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="alternatives")
    own = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(
        max_length=120, blank=True, help_text="Of a foreign offer; an own one has its own name"
    )
    supplier = models.CharField(max_length=120, blank=True)
    website = models.URLField(blank=True)
    facts = models.JSONField(default=dict, blank=True, help_text="As the offer's: key of a point → words")
    data_protection = models.JSONField(default=dict, blank=True, help_text="As the offer's")
    cost = models.JSONField(
        default=dict, blank=True, help_text="payer → Euro per year as text, what it will probably cost"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["offer", "own"], condition=Q(own__isnull=False), name="alternative_own"
            ),
            models.UniqueConstraint(
                fields=["offer", "name", "supplier"], condition=Q(own=None), name="alternative_foreign"
            ),
        ]

    def __str__(self) -> str:
        return self.own.name if self.own else self.name
