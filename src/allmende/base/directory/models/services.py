from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.base.addresses.models import Area
from allmende.base.directory.texts import Translated
from allmende.foundation.tenants.models import TenantModel

from .ending import Ending
from .units import Unit


class Audience(models.TextChoices):
    """For whom a service is; a service may have several."""

    CITIZEN = "citizen", _("Citizens")
    BUSINESS = "business", _("Businesses")
    OFFICE = "office", _("Offices")
    SCHOOL = "school", _("Schools")


class Topic(Translated, Ending, TenantModel):
    """A way to browse: life situation (Lebenslage) or subject (Themenfeld). Translatable: name, summary.

    After its last day visitors do not find it any more; what belongs to it stays with it.
    """

    class Kind(models.TextChoices):
        SITUATION = "situation", _("Life situation")
        SUBJECT = "subject", _("Subject")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.CITIZEN)
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Order on the start page; 0: not on the start page"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="topic_key")]

    def __str__(self) -> str:
        return self.name


class Service(Translated, Ending, TenantModel):
    """A public service (Leistung), as LeiKa and FIM describe them.

    Translatable: name, summary, description, cost, processing_time, deadline, required_documents, synonyms,
    closing_note.
    """

    class Source(models.TextChoices):
        LOCAL = "local", _("Kept here")
        IMPORT = "import", _("From the catalogue")

    slug = models.SlugField(max_length=140)
    leika_key = models.CharField(max_length=14, blank=True, help_text="14 digits; empty: none")
    leika_type = models.CharField(
        max_length=10, blank=True, help_text="LeiKa type: who makes the rules and who carries them out"
    )
    group = models.CharField(max_length=200, blank=True, help_text="OZG service that this one belongs to")
    group_key = models.CharField(max_length=10, blank=True, help_text="Key of the OZG service")
    name = models.CharField(max_length=300)
    summary = models.CharField(max_length=500, blank=True, help_text="One or two sentences")
    description = models.TextField(blank=True, help_text="Paragraphs of plain text")
    cost = models.TextField(blank=True)
    processing_time = models.TextField(blank=True)
    deadline = models.TextField(blank=True)
    required_documents = models.JSONField(default=list, blank=True, help_text='["Identity card", …]')
    legal_basis = models.JSONField(default=list, blank=True, help_text='[{"name": "…", "url": "https://…"}]')
    synonyms = models.JSONField(default=list, blank=True, help_text='What people call it: ["Hund anmelden"]')
    audiences = models.JSONField(default=list, blank=True, help_text='["citizen", "business"]')
    life_situation = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="services_in_situation"
    )
    subject = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="services_in_subject"
    )
    featured = models.PositiveSmallIntegerField(
        default=0, help_text="Order among the frequent services on the start page; 0: not there"
    )
    is_active = models.BooleanField(default=True, help_text="Shown to the public")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.LOCAL)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="service_slug"),
            models.UniqueConstraint(
                fields=["tenant", "leika_key"], condition=~Q(leika_key=""), name="service_leika"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "changed_at"], name="service_changed"),
            models.Index(fields=["tenant", "name", "id"], name="service_name"),
            models.Index(fields=["tenant", "life_situation", "name"], name="service_situation"),
            models.Index(fields=["tenant", "subject", "name"], name="service_subject"),
            models.Index(fields=["tenant", "featured"], condition=Q(featured__gt=0), name="service_featured"),
        ]

    def __str__(self) -> str:
        return self.name


class Responsibility(TenantModel):
    """Which unit is responsible for a service (Zuständigkeit), in an area or everywhere."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="responsibilities")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="responsibilities")
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: everywhere"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="Last day")

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "service"], name="responsibility_service"),
            models.Index(fields=["tenant", "unit"], name="responsibility_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} → {self.unit_id}"
