"""An account gets another e-mail address."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.jobs.actions import enqueue

from ..access import actor_of, may_administer
from ..events import EmailChanged
from ..managers import clean_email
from ..models import EmailChange, Registration, User
from ..tasks import send_email_changed, send_email_wish
from .streams import stream_of


@transaction.atomic
def ask_for_email(*, user: User, email: str, by: User, base_url: str) -> EmailChange:
    """Send a link to the new address and a notice to the old one; nothing changes before the link is followed.

    Does the same work whether or not the new address has an account. Citizens ask for themselves; the address of
    staff is their office's affair, so it is changed by their administrator. Raises ``PermissionDenied``.
    """
    allowed = may_administer(by, user) if user.is_staff else by.pk == user.pk
    if not allowed:
        raise PermissionDenied("only the owner, or the administrator of staff, changes the address")
    EmailChange.objects.filter(user=user).delete()
    change: EmailChange = EmailChange.objects.create(user=user, email=clean_email(email))
    enqueue(send_email_wish, change=str(change.pk), base_url=base_url)
    return change


@transaction.atomic
def confirm_email(*, change: EmailChange) -> bool:
    """The link was followed: the new address counts from now on, and the old one is told.

    False where the address got an account in the meantime; the wish ends either way. Log-ins stay: it is the same
    person, and whoever was not her could not have asked without her password.
    """
    user = User.objects.select_for_update().get(pk=change.user_id)
    EmailChange.objects.filter(user=user).delete()
    if not user.is_active or User.objects.filter(email=change.email).exists():
        return False
    old, user.email = user.email, change.email
    user.confirmed_at = timezone.now()
    user.save(update_fields=["email", "login", "confirmed_at"])
    Registration.objects.filter(email=user.email).delete()
    record(EmailChanged(), stream=stream_of(user), actor=actor_of(user), personal={"email": user.email})
    enqueue(send_email_changed, user=str(user.pk), old=old)
    return True
