from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class WalletRequest(TenantModel):
    """One question to a wallet, open for some minutes: the wallet answers to it without the browser's session.

    A visit asks twice, once for the wallet on this device and once for one that scans the picture; the first answer
    counts. Rows are deleted when they are too old to be answered.
    """

    class Device(models.TextChoices):
        SAME = "same", _("This device")
        OTHER = "other", _("Another device")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the wallet")
        TAKEN = "taken", _("An answer is being checked")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined in the wallet")
        REFUSED = "refused", _("The answer was refused")
        DONE = "done", _("Done")

    service = models.ForeignKey("identity.LoginService", on_delete=models.CASCADE, related_name="+")
    handle = models.CharField(max_length=64, help_text="What stands in the addresses that the wallet calls")
    visit = models.CharField(max_length=64, help_text="Hash of what the browser's session holds")
    device = models.CharField(max_length=10, choices=Device.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    wanted = models.JSONField(help_text="Names of the attributes asked for")
    secrets = models.TextField(help_text="Sealed: nonce, state, key for the answer, code for the way back")
    answer = models.TextField(
        blank=True, help_text="Sealed: what the wallet said, until the browser fetches it"
    )
    reason = models.CharField(max_length=40, blank=True, help_text="Why the answer was refused, one word")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "identity"
        constraints = [models.UniqueConstraint(fields=["tenant", "handle"], name="wallet_handle")]
        indexes = [
            models.Index(fields=["tenant", "visit"], name="wallet_visit"),
            models.Index(fields=["tenant", "created_at"], name="wallet_age"),
        ]

    def __str__(self) -> str:
        return f"wallet request {self.pk}"
