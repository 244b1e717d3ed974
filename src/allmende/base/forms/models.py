from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import get_language

from allmende.foundation.tenants.models import TenantModel

from .schema import text_in


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
    sha256 = models.CharField(max_length=64, help_text="queries.fingerprint: content and pinned code lists")
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


class EarlierDraft(TenantModel):
    """A working copy, or a block, as it was before a change in the workshop, for undoing; the last few are kept."""

    form = models.ForeignKey(Form, null=True, blank=True, on_delete=models.CASCADE, related_name="earlier")
    block = models.ForeignKey(
        "Block", null=True, blank=True, on_delete=models.CASCADE, related_name="earlier"
    )
    content = models.JSONField(help_text="schema.Form, or of a block schema.Group")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "form", "at"], name="earlier_draft_order"),
            models.Index(fields=["tenant", "block", "at"], name="earlier_block_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(form__isnull=False) ^ models.Q(block__isnull=False),
                name="earlier_of_form_or_block",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form or self.block} {self.at:%Y-%m-%d %H:%M}"


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


class CodeListContent(TenantModel):
    """The entries of a code list, kept once per content and never changed afterwards.

    A list points to its present content, a published version to the contents that it was published with; so a
    thousand versions share one copy of a long list. See docs/decisions/0008-pinned-code-lists.md.
    """

    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "sha256"], name="code_list_content_once")]

    def __str__(self) -> str:
        return f"{self.size} {self.sha256[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRowError(f"code list content {self.pk} is kept as it is")
        super().save(*args, **kwargs)


class CodeListEntry(TenantModel):
    """One code; ``folded`` is its label for searching (lower case, no accents)."""

    content = models.ForeignKey(CodeListContent, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=200)
    label = models.CharField(max_length=1000)
    folded = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content", "code"], name="code_list_code")]
        indexes = [models.Index(fields=["tenant", "content", "position"], name="code_list_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class CodeList(TenantModel):
    """A list of codes with labels (Codeliste); ``key`` is what a form's ``code_list`` names."""

    key = models.CharField(max_length=300)
    title = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=100, blank=True)
    content = models.ForeignKey(CodeListContent, on_delete=models.PROTECT, related_name="lists")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="code_list_key")]

    def __str__(self) -> str:
        return self.title or self.key


class PinnedCodeList(TenantModel):
    """Which content of a list a published version uses, for good."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="pinned_lists")
    key = models.CharField(max_length=300)
    title = models.CharField(max_length=500, blank=True)
    list_version = models.CharField(max_length=100, blank=True)
    content = models.ForeignKey(CodeListContent, on_delete=models.PROTECT, related_name="pins")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="pinned_code_list_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.content}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRowError(f"form version {self.version_id} is published")
        super().save(*args, **kwargs)


class RuleReview(TenantModel):
    """What a person must look at before publication: translate or supply it, or waive it with name and reason.

    A rule in prose that was not surely understood, or a code list (``rule_id`` is its key) that a form only names.
    """

    class Kind(models.TextChoices):
        RULE = "rule"
        CODE_LIST = "code_list"

    class State(models.TextChoices):
        OPEN = "open"
        TRANSLATED = "translated"
        WAIVED = "waived"

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.RULE)
    rule_id = models.CharField(max_length=300)
    rule_version = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=500, blank=True)
    text = models.TextField(help_text="Original wording")
    places = models.JSONField(
        default=list, help_text="Paths of the groups that carry the rule, or of the fields"
    )
    why = models.JSONField(default=dict, blank=True, help_text="What was not understood, by language")
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

    @property
    def why_here(self) -> str:
        """What was not understood, in the reader's language."""
        return text_in(self.why, get_language() or "de")
