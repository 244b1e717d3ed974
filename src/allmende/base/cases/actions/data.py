"""What a process works out about a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.base.cases.access import Who, require_work
from allmende.base.cases.events import DataSet
from allmende.base.cases.models import Case

from .change import change


@transaction.atomic
def set_data(*, case: Case, values: Mapping[str, Any], by: Who, at: datetime | None = None) -> Case:
    """Keep ``values`` (JSON-able) with the case, over what was there; the log names the keys only."""
    require_work(by, case)
    event = DataSet(keys=sorted(values))
    return change(case, event, by=by, personal=dict(values), at=at, data={**case.data, **values})
