from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.foundation.jobs.actions import job, periodic
from allmende.provider.transitions.models import Programme

from .building import build_problem, digest_of
from .calculating import CalculationError, calculate
from .models import Follower, Run
from .solver.problem import Options, as_json

#: A follower who did not confirm is forgotten after two days; after the programme's end all are after 30.
UNCONFIRMED, AFTER_END = timedelta(days=2), timedelta(days=30)
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
    over = [Programme.State.DONE, Programme.State.DROPPED]
    Follower.objects.filter(
        programme__state__in=over, programme__revisions__published_at__lt=timezone.now() - AFTER_END
    ).exclude(programme__revisions__published_at__gte=timezone.now() - AFTER_END).delete()
