from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class Notice(TenantModel):
    """One announcement of a programme's revision (Mitteilung): prepared by one person, released by another."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for release")
        RUNNING = "running", _("Is being sent")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Sent")
        DROPPED = "dropped", _("Withdrawn before release")

    programme = models.ForeignKey(
        "transitions.Programme", on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    revision = models.ForeignKey(
        "transitions.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="notices",
        help_text="None until the first announcement of a programme is released: that publishes its first revision",
    )  # fmt: skip
    digest = models.CharField(
        max_length=64, blank=True, help_text="Of what was prepared: nothing else is released"
    )
    roles = models.JSONField(default=list, help_text="Roles of the contacts that are written to, in order")
    remind_after = models.PositiveSmallIntegerField(
        default=14, help_text="Days without a reaction until the next contact is written to; 0: never"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    prepared_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    released_at = models.DateTimeField(null=True, blank=True)
    addressed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was settled who gets a letter"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    letters_count = models.PositiveIntegerField(default=0, help_text="How many, without reminders")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision"], condition=~Q(state="dropped"), name="notice_once_for_revision"
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(state="waiting", revision=None), name="notice_first_once"
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=models.F("prepared_by")),
                name="notice_four_eyes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "-prepared_at"], name="notice_newest")]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def stream(self) -> str:
        """Announcing is part of the programme's story."""
        return f"programme:{self.programme_id}"

    @property
    def is_change(self) -> bool:
        """Whether it tells of a change, so that letters show what is different."""
        return self.revision is not None and self.revision.number > 1


class Letter(TenantModel):
    """What one contact is told, with all its institutions; or an institution of which nobody is known.

    Personal: whom it went to, and its PDF. The PDF is removed after a year, the row after three.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Not written yet")
        SENT = "sent", _("Written")
        VOID = "void", _("Not needed any more")

    class Way(models.TextChoices):
        EMAIL = "email", _("E-mail")
        POST = "post", _("Post")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="letters", db_index=False)
    to = models.CharField(
        max_length=120, help_text='"contact:<uuid>" or "institution:<uuid>": one letter each'
    )
    contact = models.ForeignKey(
        "offers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="letters"
    )
    institutions = models.JSONField(default=list, help_text="Keys of the institutions that it is about")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.EMAIL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="A worker is writing it")
    email = models.OneToOneField(
        "correspondence.OutgoingEmail",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="letter",
    )
    pdf = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    reminder_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reminders",
        help_text="The letter to which nobody reacted, or which came back",
    )  # fmt: skip
    sent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When its page was first opened")
    passed_on_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the next contact was written to, or it was seen that there is none",
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "to"], name="letter_once")]
        indexes: ClassVar = [models.Index(fields=["notice", "state", "id"], name="letter_state")]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def owner(self) -> str:
        """The name under which its PDF is kept."""
        return f"letter:{self.pk}"


class PageLink(TenantModel):
    """A link to an institution's page without an account: only the keyed hash of its token is kept.

    Many may read by it, it can be forwarded inside the institution; what is done by it is recorded.
    Personal: whom it was made for; deleted 90 days after it has ended.
    """

    token_hash = models.CharField(max_length=64)
    programme = models.ForeignKey(
        "transitions.Programme", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    institution = models.ForeignKey("offers.Institution", on_delete=models.CASCADE, related_name="page_links")
    contact = models.ForeignKey(
        "offers.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="page_links"
    )
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="links")
    forwarded_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    forwarded_to = models.EmailField(blank=True, help_text="Where the head is no contact that we know")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="page_link_token")
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
