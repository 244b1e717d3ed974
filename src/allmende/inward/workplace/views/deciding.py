"""What a decision would look like, before it is made."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from allmende.base.cases.access import get_case_for, require_work
from allmende.base.cases.document_data import document_data, template_of_kind
from allmende.base.cases.errors import CaseError
from allmende.base.cases.models import Case, Decision
from allmende.base.cases.previewing import payment_preview
from allmende.base.identity.models import User
from allmende.base.records.rendering import render_pdf
from allmende.foundation.ui.views import problem
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.steps.ending import Decide


@require_POST
@clerks_only
def preview(request: HttpRequest, by: User, case_id: uuid.UUID) -> HttpResponse:
    """The document as it would be sent; nothing is saved."""
    case = get_case_for(by, case_id)
    require_work(by, case)
    form = Decide(case, by, request.POST)
    if not form.is_valid():
        reasons = " ".join(str(message) for messages in form.errors.values() for message in messages)
        return problem(422, _("There is nothing to show yet"), reasons)
    try:
        content = _pdf(form, case, by)
    except CaseError as error:
        return problem(409, _("This could not be decided yet"), str(error))
    except (LookupError, ValueError) as error:
        return problem(409, _("The template cannot be used"), str(error))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="vorschau.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _pdf(form: Decide, case: Case, by: User) -> bytes:
    """Raises ``LookupError`` or ``ValueError`` with a sentence for people where the template is wrong."""
    data = form.cleaned_data
    language = case.customer.language if case.customer else "de"
    decision = Decision(
        case=case, outcome=data["outcome"], reasons=form.all_reasons, appeal=data.get("appeal", ""),
        decided_by=by, decided_at=timezone.now(),
    )  # fmt: skip
    chosen = template_of_kind(case, "decision", language, data["outcome"], data.get("template", ""))
    values = document_data(case, language, decision=decision, clerk=by)
    values |= payment_preview(case, data["outcome"], data.get("fee"))
    title = chosen.name if chosen else _("Your decision")
    return render_pdf(template=chosen or "letter", data=values, title=title, language=language)
