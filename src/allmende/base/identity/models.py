from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allmende.base.directory.models import Unit
from allmende.foundation.tenants.models import TenantModel

from .contrib.wallet.models import WalletRequest  # noqa: F401
from .levels import Identified, TrustLevel
from .managers import UserManager, clean_email, login_for


class User(AbstractBaseUser, TenantModel):
    """An account (Konto) within one tenant: of a citizen or of staff."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("Citizen")
        STAFF = "staff", _("Staff")

    login = models.CharField(
        max_length=320, unique=True, help_text="tenant slug and e-mail: unique over all tenants"
    )
    email = models.EmailField(blank=True, help_text="Empty where a log-in service alone opens the account")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CITIZEN)
    language = models.CharField(max_length=5, default="de")
    level = models.CharField(max_length=12, choices=TrustLevel.choices, default=TrustLevel.NONE)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, help_text="When the e-mail address was confirmed")
    erased_at = models.DateTimeField(null=True, help_text="When the owner deleted the account")

    #: who said in this session who this is; set by the middleware and by ``actions.identify``, never stored
    identified: Identified | None = None

    objects: ClassVar[UserManager] = UserManager()
    unscoped: ClassVar[models.Manager[User]] = models.Manager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "email"], name="user_email", condition=~Q(email=""))
        ]
        indexes = [models.Index(fields=["tenant", "kind", "name"], name="user_kind_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether this is an account of the administration's staff."""
        return self.kind == self.Kind.STAFF

    @property
    def trust_level(self) -> TrustLevel:
        """How sure we are in this session who this is; an unconfirmed e-mail address counts for nothing."""
        own = TrustLevel(self.level) if self.confirmed_at else TrustLevel.NONE
        return max(own, self.identified.level) if self.identified else own

    def clean(self) -> None:
        """Nothing to normalise: ``save`` derives the log-in name from the e-mail address."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.erased_at is None:
            self.email = clean_email(self.email)
            self.login = login_for(self.email or str(self.pk))
        super().save(*args, **kwargs)


class Membership(TenantModel):
    """A person's role in an organisation unit; a role in a unit holds in the units below it."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("Clerk")
        HEAD = "head", _("Head of office")
        DESIGNER = "designer", _("Designer of forms and procedures")
        OPERATOR = "operator", _("Operator")
        POST = "post", _("Mail room")
        EDITOR = "editor", _("Editor of the directory")
        SERVICE = "service", _("Service centre")
        CASHIER = "cashier", _("Cash office")
        PROVIDER = "provider", _("IT provider")
        ADMIN = "admin", _("Administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    service = models.ForeignKey(
        "LoginService", on_delete=models.CASCADE, null=True, related_name="+",
        help_text="The log-in service that said so, which may take it back; none: given by hand",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="membership")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.unit}"


Role = Membership.Role


class Absence(TenantModel):
    """Somebody is away from ``start`` to ``end``, both included, and ``deputy`` stands in (Vertretung)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputises")
    start = models.DateField()
    end = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="absence_order"),
            models.CheckConstraint(condition=~Q(user=F("deputy")), name="absence_other"),
        ]
        indexes = [models.Index(fields=["tenant", "deputy", "end"], name="absence_deputy")]

    def __str__(self) -> str:
        return f"{self.user} {self.start}–{self.end}"


class SecondFactor(TenantModel):
    """A time-based one-time password (RFC 6238) set up in an authenticator app."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.TextField(help_text="Encrypted with the data key")
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(
        default=0, help_text="Counter of the last accepted code: none is taken twice"
    )

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class RecoveryCode(TenantModel):
    """A code for the day the telephone is lost; works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code")]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class Passkey(TenantModel):
    """A key on a device of the owner's, to log in with (W3C Web Authentication, level 2): no secret is kept here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=80, help_text="What its owner calls it")
    host = models.CharField(
        max_length=253, help_text="The host name for which it was made (relying party id)"
    )
    credential = models.CharField(max_length=1400, help_text="The key's id, base64url")
    public_key = models.TextField(help_text="COSE key, base64url")
    sign_count = models.BigIntegerField(default=0)
    transports = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "credential"], name="passkey_credential")]
        indexes = [models.Index(fields=["tenant", "user"], name="passkey_user")]

    def __str__(self) -> str:
        return f"passkey of {self.user_id}"


class EmailChange(TenantModel):
    """A new address that the owner of an account wants to have; it counts when its own mailbox has confirmed it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="email_change")
    email = models.EmailField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "created_at"], name="email_change_age")]

    def __str__(self) -> str:
        return f"change of address of {self.user_id}"


class AccountSession(TenantModel):
    """One log-in on one device, so that its owner can see and end it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="account_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    service = models.CharField(
        max_length=40, blank=True, help_text="Key of the service that identified her in it"
    )
    provider_session = models.CharField(
        max_length=64, blank=True, help_text="Keyed hash of how that calls its own"
    )

    class Meta:
        indexes = [models.Index(fields=["tenant", "user", "started_at"], name="session_user")]

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class Registration(TenantModel):
    """Somebody asked for an account; it comes to be when the owner of the address follows the link sent to her.

    She chooses the password then: whoever typed a stranger's address here gets nothing by it. A row is written
    whether or not the address has an account already, so that nobody can find out which has.
    """

    email = models.EmailField()
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="de")
    next = models.CharField(max_length=500, blank=True, help_text="Where the owner wanted to go")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "created_at"], name="registration_age")]

    def __str__(self) -> str:
        return f"registration {self.pk}"


class LoginService(TenantModel):
    """A service by which people of this municipality can log in or identify themselves."""

    class Audience(models.TextChoices):
        CITIZEN = "citizen", _("Citizens")
        BUSINESS = "business", _("Businesses")
        STAFF = "staff", _("Staff")

    key = models.SlugField(max_length=40)
    provider = models.CharField(max_length=40, help_text="Key of the provider in code, such as bundid")
    label = models.CharField(max_length=120, help_text="What the button says")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.CITIZEN)
    level = models.CharField(
        max_length=12, choices=TrustLevel.choices, default=TrustLevel.SUBSTANTIAL, help_text="At most"
    )
    settings = models.TextField(help_text="Sealed: the provider's settings")
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="login_service")]

    def __str__(self) -> str:
        return self.label


class Identification(TenantModel):
    """What a service last said about the owner of an account. Personal: deleted with the account."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identifications")
    service = models.ForeignKey(LoginService, on_delete=models.CASCADE, related_name="+")
    subject_hash = models.CharField(max_length=64, help_text="Keyed hash of the service's pseudonym")
    level = models.CharField(max_length=12, choices=TrustLevel.choices)
    attributes = models.TextField(help_text="Sealed: name → [value, level]")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "subject_hash"], name="identification_subject"),
            models.UniqueConstraint(fields=["user", "service"], name="identification_user"),
        ]

    def __str__(self) -> str:
        return f"identification of {self.user_id}"


class Handshake(TenantModel):
    """A question to a log-in service whose answer comes without the browser's cookies (a form of another site).

    Each is answered once: the row holds the answer, sealed, until the browser fetches it; then it is deleted.
    """

    service = models.ForeignKey(LoginService, on_delete=models.CASCADE, related_name="+")
    request_id = models.CharField(
        max_length=64, help_text="The name of the question, as the service repeats it"
    )
    ticket_hash = models.CharField(max_length=64, blank=True, help_text="Of what opens the answer")
    answer = models.TextField(blank=True, help_text="Sealed: what the service confirmed")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "request_id"], name="handshake_request")]
        indexes = [
            models.Index(fields=["tenant", "ticket_hash"], name="handshake_ticket"),
            models.Index(fields=["tenant", "created_at"], name="handshake_age"),
        ]

    def __str__(self) -> str:
        return f"handshake {self.pk}"
