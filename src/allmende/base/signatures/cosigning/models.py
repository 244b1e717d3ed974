from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.base.identity.levels import TrustLevel
from allmende.foundation.tenants.models import TenantModel


class SigningRound(TenantModel):
    """Everybody who must sign one content (Unterschriftenrunde); ``digest`` is what each of them signs.

    ``subject`` is opaque ("case:<uuid>") and names the event stream. What is signed is shown from the registry
    ``contents`` and must still have the digest of the beginning.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for signatures")
        COMPLETE = "complete", _("All have signed")
        REFUSED = "refused", _("A signature was refused")
        LAPSED = "lapsed", _("The time for signing is over")
        WAIVED = "waived", _("Goes on without the missing signatures")
        ENDED = "ended", _("No longer needed")

    subject = models.CharField(max_length=60)
    title = models.CharField(
        max_length=250, help_text="What it is about; empty of content where confidential"
    )
    reference = models.CharField(max_length=20, blank=True)
    asked_by = models.CharField(max_length=200, blank=True, help_text="Name of who applied")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False,
    )  # fmt: skip
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical content")
    document = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The summary as PDF, as it was when the first person was invited",
    )  # fmt: skip
    document_sha256 = models.CharField(max_length=64, blank=True)
    in_order = models.BooleanField(default=False, help_text="One after the other, by position")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    language = models.CharField(max_length=5, default="de")
    opened_at = models.DateTimeField()
    due_on = models.DateField(help_text="The last day for signing")
    remind_on = models.JSONField(default=list, help_text="Days on which who has not signed is reminded")
    next_on = models.DateField(help_text="When there is something to do next: a reminder, or the end")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "subject"], name="signing_round")]
        indexes = [
            models.Index(
                fields=["tenant", "next_on"], condition=Q(state="waiting"), name="signing_round_next"
            )
        ]

    def __str__(self) -> str:
        return f"signatures of {self.subject}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_done(self) -> bool:
        """Nothing is missing any more, or somebody has answered for going on without."""
        return self.state in (self.State.COMPLETE, self.State.WAIVED)


class Signer(TenantModel):
    """One person who is asked to sign; ``token_hash`` finds the link in the e-mail, one at a time."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not invited yet")
        INVITED = "invited", _("Invited")
        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Refused to sign")
        DROPPED = "dropped", _("No longer asked")

    class Way(models.TextChoices):
        IDENTITY = "identity", _("By identification")
        QUALIFIED = "qualified", _("By qualified electronic signature")
        EITHER = "either", _("By identification or qualified electronic signature")

    round = models.ForeignKey(SigningRound, on_delete=models.CASCADE, related_name="signers")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=120, blank=True, help_text="As what the person signs")
    name = models.CharField(max_length=200, help_text="As given in the application")
    email = models.EmailField(blank=True, help_text="Removed some weeks after the round has ended")
    is_applicant = models.BooleanField(default=False)
    level = models.CharField(max_length=12, choices=TrustLevel.choices, default=TrustLevel.LOW)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.IDENTITY)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    token_hash = models.CharField(max_length=64, blank=True)
    token_until = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When the content was shown first")
    done_at = models.DateTimeField(null=True, blank=True, help_text="When the person signed or refused")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reached = models.CharField(max_length=12, choices=TrustLevel.choices, blank=True)
    service = models.CharField(max_length=40, blank=True, help_text="Key of the service that identified")
    confirmed_name = models.CharField(max_length=200, blank=True, help_text="As the service says it")
    name_differs = models.BooleanField(default=False, help_text="Alike, but not the same as the one given")
    reason = models.TextField(blank=True, help_text="Why the person refused")
    signed_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The document with the person's own qualified signature",
    )  # fmt: skip
    receipt = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text="What the person has of having signed; made when it is asked for",
    )  # fmt: skip

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="signer_position"),
            models.UniqueConstraint(
                fields=["tenant", "token_hash"], condition=~Q(token_hash=""), name="signer_token"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "email"], condition=Q(state="invited"), name="signer_invited")
        ]

    def __str__(self) -> str:
        return f"signer {self.pk}"

    @property
    def is_open(self) -> bool:
        """Still has to sign."""
        return self.state in (self.State.PLANNED, self.State.INVITED)
