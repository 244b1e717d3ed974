from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.files.models import StoredFile
from allmende.foundation.tenants.models import TenantModel

from .cosigning.models import Signer, SigningRound  # noqa: F401 — tables of several people who sign together


class Level(models.TextChoices):
    """How long a signature can be proven (ETSI EN 319 142-1, baseline levels)."""

    B = "B-B", _("Seal only")
    T = "B-T", _("With a time stamp")
    LT = "B-LT", _("With a time stamp and proof that the certificate was valid")
    LTA = "B-LTA", _("For the archive: all proof, and a time stamp over it")


class Sealer(TenantModel):
    """What a municipality seals with: where the key lies, which time stamp service, how strong. No personal data."""

    label = models.CharField(max_length=120)
    store = models.CharField(max_length=20, help_text="Key of the key store in code: pkcs12, pkcs11, csc")
    settings = models.TextField(help_text="Sealed: the key store's settings")
    level = models.CharField(max_length=5, choices=Level.choices, default=Level.LTA)
    tsa_url = models.CharField(max_length=300, blank=True, help_text="Time stamps after RFC 3161")
    tsa_login = models.TextField(blank=True, help_text="Sealed: user:password of the time stamp service")
    is_active = models.BooleanField(default=True)
    certificates = models.TextField(help_text="PEM: the seal's certificate, then its issuers")
    holder = models.CharField(max_length=300, help_text="Whom the certificate names")
    valid_until = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_active=True), name="sealer_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.label


class IssuedDocument(TenantModel):
    """A document of ours that can be verified: by its code, or by the file itself.

    Names nobody; goes with the file.
    """

    code = models.CharField(max_length=20, help_text="Printed on the document; unguessable")
    sha256 = models.CharField(max_length=64, help_text="Of the file as handed out")
    kind = models.CharField(max_length=12, help_text="receipt, decision or certificate")
    office = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    sealer = models.ForeignKey(Sealer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wanted = models.CharField(max_length=5, choices=Level.choices, blank=True)
    reached = models.CharField(max_length=5, choices=Level.choices, blank=True, help_text="Empty: no seal")
    stamp_until = models.DateTimeField(
        null=True, blank=True,
        help_text="Of the archive's last time stamp: until when its certificate holds; empty: not looked yet",
    )  # fmt: skip
    renewed_at = models.DateTimeField(null=True, blank=True, help_text="When a copy got a newer time stamp")
    original = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="copies",
        help_text="What this copy strengthens",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "code", "sha256"], name="issued_code")]
        indexes = [
            models.Index(fields=["tenant", "sha256"], name="issued_sha256"),
            models.Index(fields=["file"], name="issued_file"),
            models.Index(
                fields=["tenant", "stamp_until"],
                condition=models.Q(reached="B-LTA", renewed_at=None),
                name="issued_stamp",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TrustedList(TenantModel):
    """Whose signatures we trust: a trusted list after ETSI TS 119 612, or certificates given by hand."""

    name = models.CharField(max_length=200)
    address = models.CharField(
        max_length=300, blank=True, help_text="Read again every day; empty: given by hand"
    )
    signers = models.TextField(blank=True, help_text="PEM: who may sign the list")
    services = models.JSONField(default=list, help_text="provider, name, type, status, since, certificate")
    sequence = models.PositiveIntegerField(default=0)
    next_update = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text="Why the last reading failed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="trusted_list")]

    def __str__(self) -> str:
        return self.name


class SignatureReport(TenantModel):
    """What the check of a received file's signatures found. Personal: names the signers; goes with the file."""

    class Verdict(models.TextChoices):
        VALID = "valid", _("Signature valid")
        CHANGED = "changed", _("Changed after signing")
        UNKNOWN = "unknown", _("Signer not confirmed")
        BROKEN = "broken", _("Signature not valid")

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    signatures = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verdict} {self.file_id}"

    @property
    def badge(self) -> str:
        """How the verdict is coloured."""
        return {"valid": "success", "unknown": "warning"}.get(self.verdict, "danger")

    @property
    def sentences(self) -> list[str]:
        """Each signature in a sentence for people."""
        from .checking.words import sentence

        return [sentence(one) for one in self.signatures]

    @property
    def details(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each signature as a sentence, and all there is to know about it as names and values."""
        from .checking.words import details, sentence

        return [(sentence(one), details(one)) for one in self.signatures]
