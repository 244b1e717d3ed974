"""The draft's row read and written without the ORM's compiler: every page of a form passes here twice."""

from __future__ import annotations

import uuid
from datetime import datetime

from allmende.foundation.rows import read_moment
from allmende.foundation.sql import execute, for_update, key, moment, rows, to_uuid
from allmende.foundation.tenants.context import current_tenant_id

from .models import Draft

_READ = (
    "SELECT version_id, user_id, content, revision, last_activity, expires_at, code_hash, attempts, sent_at, case_id "
    "FROM applications_draft WHERE id = %s AND tenant_id = %s"
)
_WRITE = (
    "UPDATE applications_draft SET content = %s, revision = revision + 1, last_activity = %s{more} "
    "WHERE id = %s AND tenant_id = %s AND revision = %s AND sent_at IS NULL"
)
#: Once a day: SQLite writes the index anew for each column that is set, changed or not.
_LIVES_ON = _WRITE.format(more=", expires_at = %s")
_KEPT = _WRITE.format(more="")

_SENT = (
    "UPDATE applications_draft SET content = %s, sent_at = %s, case_id = %s, expires_at = %s, code_hash = '' "
    "WHERE id = %s AND tenant_id = %s"
)


def read_draft(draft_id: uuid.UUID, *, lock: bool = False) -> Draft | None:
    """The draft of the current tenant, or None; ``created_at`` is not read. ``lock`` until the transaction ends."""
    tenant_id = current_tenant_id()
    found = rows(_READ + (for_update() if lock else ""), [key(draft_id), key(tenant_id)])
    if not found:
        return None
    version, user, content, revision, last, expires, code_hash, attempts, sent, case = found[0]
    draft = Draft(
        id=draft_id, tenant_id=tenant_id, version_id=to_uuid(version), user_id=user and to_uuid(user),
        content=content, revision=revision, last_activity=read_moment(last), expires_at=read_moment(expires),
        code_hash=code_hash, attempts=attempts, sent_at=read_moment(sent), case_id=case and to_uuid(case),
    )  # fmt: skip
    draft._state.adding = False
    draft._state.db = "default"
    return draft


def write_draft(draft: Draft, content: str, now: datetime, expires: datetime) -> bool:
    """Write the content where the draft still has its revision and is unsent; says whether it did."""
    which = [key(draft.pk), key(current_tenant_id()), draft.revision]
    if draft.expires_at == expires:
        return execute(_KEPT, [content, moment(now), *which]) == 1
    return execute(_LIVES_ON, [content, moment(now), moment(expires), *which]) == 1


def write_sent(draft: Draft) -> None:
    """Write that and as which case the draft was sent; call it with the row locked."""
    values = [draft.content, moment(draft.sent_at), key(draft.case_id), moment(draft.expires_at)]
    execute(_SENT, [*values, key(draft.pk), key(current_tenant_id())])
