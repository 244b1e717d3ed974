from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.files.models import StoredFile
from allmende.foundation.tenants.models import TenantModel


class ImmutableError(RuntimeError):
    """A row that stands for evidence was about to be changed."""


class FilingPlanEntry(TenantModel):
    """A place in the filing plan (Aktenplan) with its retention."""

    class Starts(models.TextChoices):
        CLOSING = "closing", _("On the day of closing")
        YEAR_END = "year_end", _("At the end of the year of closing")

    key = models.CharField(max_length=40, help_text='Such as "22.41"')
    title = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    retention_years = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: kept for good"
    )
    retention_starts = models.CharField(max_length=10, choices=Starts.choices, default=Starts.YEAR_END)
    legal_basis = models.CharField(max_length=300, blank=True, help_text="The law that sets the retention")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="filing_plan_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    def retain_until(self, closed_on: dt.date) -> dt.date | None:
        """The last day of retention of what was closed on that day; None: for good."""
        if self.retention_years is None:
            return None
        start = (
            dt.date(closed_on.year, 12, 31) if self.retention_starts == self.Starts.YEAR_END else closed_on
        )
        try:
            return start.replace(year=start.year + self.retention_years)
        except ValueError:  # 29 February
            return dt.date(start.year + self.retention_years, 3, 1)


class Record(TenantModel):
    """An e-file (E-Akte): the documents of one subject under one place of the filing plan.

    Personal: through its documents; kept until ``retain_until``, then to be offered to the archive or destroyed.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    number = models.CharField(max_length=60)
    subject = models.CharField(
        max_length=80, help_text='Opaque, such as "case:<uuid>"; also its event stream'
    )
    title = models.CharField(max_length=300)
    plan = models.ForeignKey(FilingPlanEntry, on_delete=models.PROTECT, related_name="records")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)
    retain_until = models.DateField(null=True, blank=True, help_text="Computed from the plan at closing")
    legal_basis = models.CharField(max_length=300, blank=True, help_text="Of the retention, as at closing")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "subject"], name="record_subject"),
            models.UniqueConstraint(fields=["tenant", "number"], name="record_number"),
        ]
        indexes = [models.Index(fields=["tenant", "state", "retain_until"], name="record_retention")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return bool(self.state == self.State.OPEN)


class Document(TenantModel):
    """One document in a record; it never changes and leaves only together with the record.

    Personal: title and file belong to the record's subject and are kept as long as the record.
    """

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application")
        EVIDENCE = "evidence", _("Evidence")
        MESSAGE = "message", _("Message")
        DECISION = "decision", _("Decision")
        RECEIPT = "receipt", _("Receipt")
        NOTE = "note", _("Note")
        OTHER = "other", _("Other document")

    class Origin(models.TextChoices):
        INCOMING = "in", _("Received")
        OUTGOING = "out", _("Sent")
        INTERNAL = "internal", _("Made here")

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="Of the file, as filed")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.INTERNAL)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80, help_text="The actor")
    once = models.CharField(
        max_length=80, null=True, help_text="What a repeated job names so that it files once"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "once"], name="document_once")]
        indexes = [models.Index(fields=["tenant", "record", "filed_at"], name="document_record")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError("a filed document cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ImmutableError("a filed document leaves only with its record")


class DocumentTemplate(TenantModel):
    """One version of a document template that staff edit: text with placeholders, set by one of our layouts.

    Each save makes a new version; the highest version of a key and language is the one in use.
    """

    class Layout(models.TextChoices):
        LETTER = "letter", _("Letter")
        RECEIPT = "receipt", _("Receipt")

    key = models.CharField(max_length=80)
    language = models.CharField(max_length=5, default="de")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40, default="letter", help_text="Says which placeholders there are")
    layout = models.CharField(max_length=10, choices=Layout.choices, default=Layout.LETTER)
    subject = models.CharField(max_length=300, help_text="Subject line; may hold placeholders")
    body = models.TextField(help_text="Paragraphs, # headings, - lists, **bold**, {placeholders}")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=80, help_text="The actor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key", "language", "version"], name="document_template_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language}, {self.version})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError("a template version cannot be changed; save a new one")
        super().save(*args, **kwargs)
