"""Every write about working copies of fees and signatures; states and undoing are those of process models."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.procedures.actions import set_terms
from allmende.base.procedures.models import ProcedureVersion
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_designer
from ..actions import ChangedMeanwhileError, NothingToPublishError, begin_model, change_model, stream_of
from ..actions.states import lock_model
from ..events import TermsDiscarded, TermsPublished
from ..models import ProcessModel, SavedState
from ..queries import current_content
from .content import Content, read_content
from .queries import Terms

How, Kind = SavedState.How, ProcessModel.Kind


@transaction.atomic
def open_draft(*, terms: Terms, actor: Actor) -> ProcessModel:
    """The working copy, begun with what is published. Raises ``PermissionDenied``."""
    require_designer(actor)
    if terms.model is not None:
        return terms.model
    return begin_model(
        kind=Kind.TERMS, key=terms.key, exact=True, name=terms.name, content=terms.published.as_bytes(),
        how=How.COPIED, actor=actor,
    )  # fmt: skip


def save_draft(
    *, model: ProcessModel, base: int, content: Content, actor: Actor, how: str = How.SET
) -> SavedState:
    """Save ``content`` as the working copy. Raises ``ChangedMeanwhileError``, ``PermissionDenied``."""
    return change_model(model=model, base=base, how=how, actor=actor, edit=lambda _old: content.as_bytes())


@transaction.atomic
def publish_draft(*, terms: Terms, base: int, reason: str, actor: Actor) -> ProcedureVersion:
    """A new version of the procedure with the working copy; cases and drafts stay on theirs.

    Raises ``ChangedMeanwhileError``, ``NothingToPublishError``, ``FolderError`` with everything that does not fit,
    ``PermissionDenied``.
    """
    require_designer(actor)
    locked = lock_model(terms.model) if terms.model else None
    if locked is None or locked.current is None or locked.current.number != base:
        raise ChangedMeanwhileError(_("This has changed since this page was shown. Please look again."))
    content = read_content(current_content(locked))
    if content == terms.published:
        raise NothingToPublishError(_("This is what was published last; there is nothing new."))
    made = set_terms(procedure=terms.procedure, fee=content.fee, signatures=content.signatures, actor=actor)
    event = TermsPublished(model=locked.pk, version=made.pk, procedure=terms.key, reason=reason[:300])
    record(event, stream=stream_of(locked), actor=actor)
    return made


@transaction.atomic
def discard_draft(*, terms: Terms, actor: Actor) -> None:
    """Delete the working copy with its states; what is published stays. Raises ``PermissionDenied``."""
    require_designer(actor)
    if terms.model is None:
        return
    event = TermsDiscarded(model=terms.model.pk, key=terms.key)
    record(event, stream=stream_of(terms.model), actor=actor)
    ProcessModel.objects.filter(pk=terms.model.pk).update(current=None)
    ProcessModel.objects.filter(pk=terms.model.pk).delete()
