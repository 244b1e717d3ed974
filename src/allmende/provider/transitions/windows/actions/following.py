"""Following a programme by e-mail: asked for, confirmed by a link, ended by another. Who asks learns nothing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.messages.outbox import queue_email
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC
from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.windows.events import FollowerChanged
from allmende.provider.transitions.windows.links import address_of
from allmende.provider.transitions.windows.models import Follower


@transaction.atomic
def follow(*, programme: Programme, email: str) -> None:
    """Write to ``email`` to confirm. Who follows already gets a new link, so that the answer is always the same."""
    email = email.strip().lower()
    language = (get_language() or "de")[:2]
    row, _new = Follower.objects.update_or_create(
        programme=programme, email=email, defaults={"language": language}
    )
    with translation.override(row.language):
        text = _("You follow it already; with the link you can end that, too.") if row.confirmed_at else ""
    context = {
        "title": programme.title,
        "link": address_of(row),
        "text": text,
    }
    queue_email(to=email, kind="programme_follow", context=context, language=row.language)
    record(FollowerChanged(programme=programme.pk, what="asked"), stream=programme.stream, actor=PUBLIC)


@transaction.atomic
def confirm_follower(*, follower: Follower) -> None:
    """From now on news is written to them; nothing happens where it is already."""
    row = Follower.objects.select_for_update(of=("self",)).select_related("programme").get(pk=follower.pk)
    if row.confirmed_at is not None:
        return
    last = row.programme.revisions.order_by("-number").values_list("number", flat=True).first()
    row.confirmed_at, row.told_revision = timezone.now(), last or 0
    row.save(update_fields=["confirmed_at", "told_revision"])
    record(
        FollowerChanged(programme=row.programme_id, what="confirmed"),
        stream=row.programme.stream,
        actor=PUBLIC,
    )


@transaction.atomic
def unfollow(*, follower: Follower) -> None:
    """Forget them."""
    record(
        FollowerChanged(programme=follower.programme_id, what="ended"),
        stream=follower.programme.stream,
        actor=PUBLIC,
    )
    Follower.objects.filter(pk=follower.pk).delete()
