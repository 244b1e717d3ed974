from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from allmende.base.messages.outbox import Mail, queue_emails
from allmende.foundation.jobs.actions import job, periodic
from allmende.foundation.tenants.queries import absolute_url
from allmende.provider.transitions.models import Programme, Revision

from .building import build_problem, digest_of
from .calculating import CalculationError, calculate
from .links import address_of
from .models import Follower, Run
from .published import public_changes
from .solver.problem import Options, as_json

#: A follower who did not confirm is forgotten after two days; after the programme's end all are after 30.
UNCONFIRMED, AFTER_END = timedelta(days=2), timedelta(days=30)
#: So many e-mails are queued in one transaction; so many differences stand in one.
AT_ONCE, CHANGES_SHOWN = 50, 12
#: A calculation whose worker died is given up after so long.
STALE = timedelta(minutes=10)


@job
def calculate_run(run_id: str) -> None:
    """Solve a programme's placement; the result waits for review. Does nothing where it was done already."""
    with transaction.atomic():
        run = (
            Run.objects.select_for_update(of=("self",)).select_related("programme").get(pk=uuid.UUID(run_id))
        )
        if run.state != Run.State.WAITING:
            return
        problem = build_problem(run.programme)
        run.state, run.started_at, run.digest = Run.State.RUNNING, timezone.now(), digest_of(problem)
        run.save(update_fields=["state", "started_at", "digest"])

    def tell(progress: dict[str, Any]) -> None:
        Run.objects.filter(pk=run.pk).update(progress=progress)

    try:
        result = calculate(problem, Options(seconds=run.seconds), tell)
    except CalculationError:
        Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, finished_at=timezone.now())
        return
    found = Run.State.FOUND if result.placement or not problem.items else Run.State.NONE
    Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(
        state=Run.State.FAILED if result.status == "unknown" else found,
        result=as_json(result), finished_at=timezone.now(),
    )  # fmt: skip


@job
def tell_followers(programme_id: str, number: int) -> None:
    """Write to who follows a programme that there is a new revision; each once, a few dozen at a time."""
    revision = Revision.objects.select_related("programme").get(
        programme_id=uuid.UUID(programme_id), number=number
    )
    while tell_some(revision):
        pass


@transaction.atomic
def tell_some(revision: Revision) -> int:
    """The next few followers; returns how many."""
    rows = Follower.objects.filter(
        programme_id=revision.programme_id, confirmed_at__isnull=False, told_revision__lt=revision.number
    )
    found = list(rows.order_by("id").select_for_update(of=("self",))[:AT_ONCE])
    programme, lines = revision.programme, dict[str, str]()
    link = absolute_url(reverse("windows:programme", args=[programme.key]))
    mails = []
    for row in found:
        if row.language not in lines:
            with translation.override(row.language):
                lines[row.language] = _news(revision)
        context = {
            "title": programme.title,
            "text": lines[row.language],
            "link": link,
            "stop": address_of(row),
        }
        mails.append(Mail(to=row.email, kind="programme_news", context=context, language=row.language))
    queue_emails(mails)
    Follower.objects.filter(pk__in=[row.pk for row in found]).update(told_revision=revision.number)
    return len(found)


def _news(revision: Revision) -> str:
    """Why, and the first differences in words."""
    lines = [revision.summary] if revision.summary else []
    for change in public_changes(revision)[:CHANGES_SHOWN]:
        name = f"{change.measure}: {change.label}" if change.measure else change.label
        lines.append(f"{name}: {change.before or '–'} → {change.after or '–'}")
    return "\n".join(lines)


@periodic(every=timedelta(minutes=10))
def give_up_stale_runs() -> None:
    """A calculation whose worker died no longer stands in the way of the next one."""
    late = timezone.now() - STALE
    Run.objects.filter(state=Run.State.RUNNING, started_at__lt=late).update(
        state=Run.State.FAILED, finished_at=timezone.now()
    )


@periodic(every=timedelta(days=1))
def forget_followers() -> None:
    """Delete who never confirmed, and who followed a programme that has been over for a month."""
    Follower.objects.filter(confirmed_at=None, created_at__lt=timezone.now() - UNCONFIRMED).delete()
    Follower.objects.filter(
        programme__state__in=Programme.OVER, programme__revisions__published_at__lt=timezone.now() - AFTER_END
    ).exclude(programme__revisions__published_at__gte=timezone.now() - AFTER_END).delete()
