"""Workers that announce are killed again and again: each letter exists once all the same. BENCH_LETTERS: how many."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from allmende.base.messages.models import OutgoingEmail
from allmende.base.messages.outbox import send_due
from allmende.foundation.events.models import Event
from allmende.foundation.events.verify import verify
from allmende.foundation.files.models import StoredFile
from allmende.provider.transitions.letters import actions
from allmende.provider.transitions.letters.announcing import go_on
from allmende.provider.transitions.letters.models import Letter, Notice, PageLink
from bench.figure import Figure, at_most
from bench.provider.letters import ROLES, mail_server, world
from bench.world import municipality

WORKERS = 2
#: After so many letters and e-mails more all workers are killed, wherever they are: from a batch to a tenth of all.
FEW = 40


def figures() -> Iterator[Figure]:
    letters = int(os.environ.get("BENCH_LETTERS", "400"))
    taken: Counter[str] = Counter()
    with municipality(collect=False), mail_server(taken) as port:
        notice = actions.prepare_notice(programme=world(letters // len(ROLES)), by=None, roles=ROLES)
        with patch.dict(os.environ, {"ALLMENDE_EMAIL_URL": f"smtp://127.0.0.1:{port}"}):
            actions.release_notice(notice=notice, by=None)
            kills = killed_until_done(notice, letters)
        wrong = not_once(letters)
        said = f"{letters:,} letters, two workers killed {kills} times by SIGKILL"
        yield at_most(f"{said}: letters, e-mails, links, files not exactly once", wrong, 0, "")
        twice = sum(number - 1 for number in taken.values()) + letters - len(taken)
        # Who dies between handing over and noting it cannot know: one e-mail for each worker that was killed.
        yield at_most("… handed to the mail server twice, or not at all", twice, kills * WORKERS, "")


def killed_until_done(notice: Notice, letters: int) -> int:
    """Start workers and kill them until all is written and sent; how often."""
    chance, kills, started = random.Random(1), 0, time.monotonic()
    while True:
        command = [sys.executable, "-m", "allmende", "worker", "--interval", "0.1"]
        workers = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(WORKERS)]
        try:
            ended = wait(notice, chance.randint(FEW, max(FEW, letters // 5)))
            time.sleep(chance.random())
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        if ended:
            return kills
        kills += 1
        if time.monotonic() - started > 3600:
            raise RuntimeError("not done within an hour")
        let_time_pass()


def done() -> int:
    """Letters that are written, and e-mails that are sent."""
    sent = OutgoingEmail.objects.filter(kind="programme_letter", state=OutgoingEmail.State.SENT)
    return Letter.objects.filter(state=Letter.State.SENT).count() + sent.count()


def wait(notice: Notice, more: int) -> bool:
    """Whether all was done before so much more was."""
    before = done()
    while done() < before + more:
        time.sleep(0.1)
        written = Notice.objects.filter(pk=notice.pk, state=Notice.State.DONE).exists()
        if written and not OutgoingEmail.objects.filter(state=OutgoingEmail.State.QUEUED).exists():
            return True
    return False


def let_time_pass() -> None:
    """As if the claims of the dead had ended, and the periodic work had come that takes up what they left."""
    Letter.objects.update(claimed_until=None)
    OutgoingEmail.objects.filter(state=OutgoingEmail.State.QUEUED).update(next_attempt_at=None)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.READY)
    go_on()
    send_due(limit=10_000)


def not_once(letters: int) -> int:
    """How many things are missing, or there too often."""
    sent = Letter.objects.filter(state=Letter.State.SENT)
    emails = Counter(OutgoingEmail.objects.filter(kind="programme_letter").values_list("to", flat=True))
    links = Counter(PageLink.objects.values_list("letter_id", flat=True))
    files = Counter(StoredFile.objects.filter(owner__startswith="letter:").values_list("owner", flat=True))
    told = Event.objects.filter(type="letters.notice_sent").count()
    wrong = abs(letters - sent.count()) + abs(letters - sent.values("contact").distinct().count())
    for found in (emails, links, files):
        wrong += abs(letters - len(found)) + sum(number - 1 for number in found.values())
    return wrong + abs(1 - told) + bool(verify().fault)
