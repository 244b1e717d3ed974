"""Creating or changing a row by what identifies it, so that an import and a form do the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from allmende.foundation.tenants.models import TenantModel

Row = TypeVar("Row", bound=TenantModel)


def save_row(
    model: type[Row], found_by: Mapping[str, Any], fields: Mapping[str, Any]
) -> tuple[Row, bool, list[str]]:
    """The row, whether it is new, and which fields changed (sorted); raises ``ValidationError``.

    An unchanged row is not written.
    """
    row = model.objects.select_for_update().filter(**found_by).first()
    created = row is None
    if row is None:
        row = model(**found_by)
    changed = sorted(name for name, value in fields.items() if created or getattr(row, name) != value)
    for name in changed:
        setattr(row, name, fields[name])
    if created or changed:
        row.full_clean(exclude=["tenant"])
        row.save()
    return row, created, changed
