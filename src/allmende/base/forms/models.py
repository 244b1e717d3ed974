from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from allmende.foundation.tenants.models import TenantModel


class Form(TenantModel):
    """A form (Formular) and its working copy; what people fill in is a published ``FormVersion``."""

    key = models.CharField(max_length=120)
    title = models.CharField(max_length=500)
    draft = models.JSONField(null=True, blank=True, help_text="Working copy, shape of schema.Form")
    warnings = models.JSONField(
        default=list, blank=True, help_text="What the last import could not carry over"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="form_key")]

    def __str__(self) -> str:
        return self.title


class ImmutableRowError(RuntimeError):
    """A published version was about to be changed."""


class FormVersion(TenantModel):
    """One publication of a form: never changed afterwards."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="schema.Form, blocks resolved")
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.CharField(max_length=80, help_text="Actor as text")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="form_version_number")]
        indexes = [models.Index(fields=["tenant", "sha256"], name="form_version_sha")]

    def __str__(self) -> str:
        return f"{self.form.key} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRowError(f"form version {self.pk} is published")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRowError(f"form version {self.pk} is published")


class Block(TenantModel):
    """A group of fields kept in one place (Baustein): person, address, bank account."""

    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    content = models.JSONField(help_text="schema.Group")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="form_block_key")]

    def __str__(self) -> str:
        return self.title


class CodeList(TenantModel):
    """A list of codes with labels, one row per version; ``key`` is what a form's ``code_list`` names."""

    key = models.CharField(max_length=300)
    title = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="code_list_key")]

    def __str__(self) -> str:
        return self.title or self.key


class CodeListEntry(TenantModel):
    """One code; ``folded`` is its label for searching (lower case, no accents)."""

    code_list = models.ForeignKey(CodeList, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=200)
    label = models.CharField(max_length=1000)
    folded = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code_list", "code"], name="code_list_code")]
        indexes = [models.Index(fields=["tenant", "code_list", "position"], name="code_list_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class RuleReview(TenantModel):
    """A rule in prose that was not surely understood: to be translated, or waived by a named person."""

    class State(models.TextChoices):
        OPEN = "open"
        TRANSLATED = "translated"
        WAIVED = "waived"

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="reviews")
    rule_id = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=500, blank=True)
    text = models.TextField(help_text="Original wording")
    places = models.JSONField(default=list, help_text="Paths of the groups that carry the rule")
    why = models.CharField(max_length=500, blank=True, help_text="What was not understood")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True, help_text="Why it is waived, or how it was translated")
    decided_by = models.CharField(max_length=80, blank=True, help_text="Actor as text")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "rule_id", "rule_version"], name="rule_review_once")
        ]
        indexes = [models.Index(fields=["tenant", "form", "state"], name="rule_review_state")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.name}"
