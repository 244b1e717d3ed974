from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.directory.models import Topic
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ui.revised import one_at_a_time, status_of

from ..access import editor_required, edits_all, get_topic_for, topics_for
from ..actions import change_topic, create_topic
from ..topic_forms import TopicForm
from .shared import locked, saved


@editor_required
def topics(request: HttpRequest) -> HttpResponse:
    """All life situations and subjects."""
    rows = topics_for(account_user(request))
    if not edits_all(account_user(request)):
        raise Http404
    kinds = [(kind.value, [row for row in rows if row.kind == kind]) for kind in Topic.Kind]
    return render(request, "directory_desk/topics.html", {"kinds": kinds})


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def topic(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What a life situation or subject is called."""
    by = account_user(request)
    row = locked(request, get_topic_for(by, kind, key))
    form = TopicForm(row, request.POST or None)
    change = request.method == "POST"
    if change and saved(
        request, form, lambda: change_topic(topic=row, by=by, **form.values()), f"{kind}/{key}"
    ):
        return redirect(request.path)
    context = {"topic": row, "form": form, "part": "texts"}
    return render(request, "directory_desk/topic.html", context, status=status_of(form))


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new life situation or subject."""
    by = account_user(request)
    if not edits_all(by):
        raise Http404
    form, made = TopicForm(Topic(kind=kind), request.POST or None), list[Topic]()
    if request.method == "POST" and saved(
        request, form, lambda: made.append(create_topic(by=by, kind=kind, **form.values()))
    ):
        return redirect(f"directory_desk:{kind}", key=made[0].key)
    title = _("New life situation") if kind == Topic.Kind.SITUATION else _("New subject")
    context = {"form": form, "title": title}
    return render(request, "directory_desk/new.html", context, status=status_of(form))
