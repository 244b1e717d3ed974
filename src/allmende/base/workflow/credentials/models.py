from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel


class ConnectorCredential(TenantModel):
    """What a call of another system says to be let in (Zugang); the secret is sealed and never shown again."""

    class Kind(models.TextChoices):
        BEARER = "bearer", _("Token (Authorization: Bearer)")
        BASIC = "basic", _("User and password (Basic)")
        HEADER = "header", _("Key in a header of its own")

    name = models.SlugField(max_length=60)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    origin = models.CharField(max_length=200, help_text="https://host[:port]: the only server that gets it")
    header = models.CharField(max_length=60, blank=True, help_text="Name of the header, for a key of its own")
    sealed = models.TextField(help_text="The secret, and the user where there is one; encrypted")
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="connector_credential_name")]

    def __str__(self) -> str:
        return self.name
