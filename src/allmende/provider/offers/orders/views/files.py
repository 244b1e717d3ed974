"""Files of an institution's orders and questions."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from allmende.base.identity.models import User
from allmende.foundation.files.views import serve_file
from allmende.provider.offers.models import Institution

from ..documents import file_of
from .shared import for_institution


@require_GET
@for_institution
def download(
    request: HttpRequest, by: User, institution: Institution, file_id: uuid.UUID
) -> HttpResponseBase:
    """One file; 404 where it belongs to no order or question of the institution."""
    found = file_of(institution, file_id)
    if found is None:
        raise Http404
    return serve_file(found)
