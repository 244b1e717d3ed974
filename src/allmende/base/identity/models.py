from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.base.directory.models import Unit
from allmende.foundation.tenants.models import TenantModel


class User(AbstractBaseUser, TenantModel):
    """An account (Konto) within one tenant: of a citizen or of staff."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("Citizen")
        STAFF = "staff", _("Staff")

    login = models.CharField(
        max_length=320, unique=True, help_text="tenant slug and e-mail: unique over all tenants"
    )
    email = models.EmailField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CITIZEN)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "email"], name="user_email")]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A person's role in an organisation unit; a role in a unit holds in the units below it."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("Clerk")
        HEAD = "head", _("Head of office")
        DESIGNER = "designer", _("Designer of forms and procedures")
        OPERATOR = "operator", _("Operator")
        ADMIN = "admin", _("Administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="membership")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.unit}"
