"""Comments on the elements of a model."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record

from ..access import require_designer
from ..events import RemarkSettled, RemarkWritten
from ..models import ProcessModel, Remark
from .states import stream_of


@transaction.atomic
def write_remark(*, model: ProcessModel, element: str, text: str, by: User) -> Remark:
    """Comment on an element, or on the whole where ``element`` is empty; raises ``PermissionDenied``."""
    require_designer(actor_of(by))
    remark = Remark.objects.create(model=model, element=element[:200], text=text[:4000], written_by=by)
    event = RemarkWritten(remark=remark.pk, element=remark.element)
    record(event, stream=stream_of(model), actor=actor_of(by))
    return remark


@transaction.atomic
def settle_remark(*, remark: Remark, by: User) -> None:
    """A comment is dealt with; settling twice changes nothing."""
    require_designer(actor_of(by))
    if Remark.objects.filter(pk=remark.pk, settled_at=None).update(settled_at=timezone.now()):
        record(RemarkSettled(remark=remark.pk), stream=stream_of(remark.model), actor=actor_of(by))
