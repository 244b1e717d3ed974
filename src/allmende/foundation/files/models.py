from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class ScanState(models.TextChoices):
    UNSCANNED = "unscanned", _("Not checked for viruses")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("Blocked: a virus was found")


class StoredFile(TenantModel):
    """One file as it was received or made: its content is addressed by SHA-256 and never rewritten.

    Personal: name and content belong to the subject named in ``owner`` and are kept as long as the owner keeps them;
    a file without owner is deleted after a grace period.
    """

    sha256 = models.CharField(max_length=64, editable=False)
    size = models.BigIntegerField(help_text="Bytes")
    media_type = models.CharField(max_length=127, help_text="As sniffed from the content, not as claimed")
    name = models.CharField(max_length=200, help_text="Cleaned: no path, no control characters, NFC")
    scan_state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.UNSCANNED)
    owner = models.CharField(
        max_length=80, blank=True, help_text='Opaque subject such as "case:…" or "draft:…"; empty: an orphan'
    )
    received_from = models.CharField(max_length=80, blank=True, help_text="The actor")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "sha256"], name="file_sha256"),
            models.Index(fields=["tenant", "owner", "created_at"], name="file_owner"),
            models.Index(fields=["tenant", "scan_state", "created_at"], name="file_scan_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the content lies in the storage: tenant / first two digits / SHA-256."""
        return content_path(str(self.tenant_id), self.sha256)


def content_path(tenant_id: str, sha256: str) -> str:
    """The storage path of a content; the same for every file of the tenant that holds it."""
    return f"{tenant_id}/{sha256[:2]}/{sha256}"
