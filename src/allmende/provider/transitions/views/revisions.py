"""What was published, and what is different each time."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user
from allmende.foundation.ui.revised import status_of
from allmende.provider.offers.access import provider_required

from ..access import get_programme_for
from ..actions import publish_revision
from ..forms import RevisionForm
from ..models import Programme, Revision
from ..queries import unpublished_changes
from ..words import change_words, changes_in_words
from .shared import saved, shown


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def revisions(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """All revisions with their differences; publish the next one."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    form = RevisionForm(request.POST or None)
    if request.method == "POST" and saved(
        request,
        form,
        lambda: publish_revision(programme=programme, summary=form.cleaned_data["summary"], by=by),
    ):
        return redirect(request.path)
    rows = (
        Revision.objects.filter(programme=programme).select_related("by").defer("touched").order_by("-number")
    )
    found = [(row, changes_in_words(row)) for row in rows]
    waiting = unpublished_changes(programme) if programme.state == Programme.State.ANNOUNCED else []
    titles = {str(measure.pk): measure.title for measure in programme.measures.all()}
    context = {
        "revisions": found,
        "form": form,
        "waiting": [change_words(change, titles) for change in waiting],
    }
    return shown(request, programme, "revisions", context, status_of(form))
