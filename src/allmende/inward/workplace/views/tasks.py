"""What can be done with a task inside its case."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from allmende.base.cases.access import get_case_for
from allmende.base.cases.actions import complete_task, drop_question
from allmende.base.cases.errors import CaseError, CaseNotYoursError
from allmende.base.cases.models import Question
from allmende.base.identity.models import User
from allmende.base.workflow.actions import TaskClosedError
from allmende.base.workflow.models import Task
from allmende.base.workflow.queries import variables_for
from allmende.inward.workplace.access import clerks_only


@require_POST
@clerks_only
def done(request: HttpRequest, by: User, case_id: uuid.UUID, task_id: uuid.UUID) -> HttpResponse:
    """Mark a task of the case done."""
    case = get_case_for(by, case_id)
    task = Task.objects.filter(pk=task_id, subject=case.subject).first()
    if task is None:
        raise Http404
    try:
        variables = variables_for(task, request.POST.get("answer", ""))
        complete_task(task=task, by=by, variables=variables)
        messages.success(request, _("Done: %(task)s") % {"task": task.name})
    except ValueError as error:
        messages.error(request, str(error))
    except TaskClosedError:
        messages.warning(request, _("This task was finished by somebody else in the meantime."))
    except CaseNotYoursError:
        messages.error(request, _("This task belongs to another office. Nothing has changed."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("workplace:case", case.pk)


@require_POST
@clerks_only
def drop(request: HttpRequest, by: User, case_id: uuid.UUID, question_id: uuid.UUID) -> HttpResponse:
    """The office needs an answer no longer."""
    case = get_case_for(by, case_id)
    question = Question.objects.filter(pk=question_id, case=case).select_related("case").first()
    if question is None:
        raise Http404
    try:
        drop_question(question=question, by=by)
        messages.success(request, _("The question is no longer needed."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("workplace:case", case.pk)
