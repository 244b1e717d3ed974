"""A program, not a test: sends applications in child processes that die by SIGKILL at a random step.

A step is the beginning or end of a function, SQLite's and the socket's included: counted and not timed, so that a
busy machine kills where a quiet one does.

usage: python -m tests.killing ROUNDS    prints one JSON object; test_killed.py reads it.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from allmende.outward.applications.models import Draft


def main(rounds: int) -> None:
    django.setup()
    from bench.forms import FORM_A
    from bench.world import municipality, procedure
    from django.conf import settings
    from django.test import Client, override_settings

    from allmende.base.cases.models import Case
    from allmende.base.messages.models import Conversation
    from allmende.base.records.models import Record
    from allmende.base.workflow.models import Instance
    from allmende.foundation.events.verify import verify
    from allmende.foundation.jobs.worker import Runner
    from allmende.outward.applications.models import Draft

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no style is looked at here
    with (
        override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}),
        municipality(collect=False),
    ):
        procedure(FORM_A)
        Runner(
            once=True
        ).run()  # what is due from time to time; later it would compare each customer with each
        homes = [
            Client(headers={"host": "localhost"}, REMOTE_ADDR=f"10.0.0.{home}") for home in range(rounds)
        ]
        pattern = Draft.objects.get(pk=_filled_in(Client(headers={"host": "localhost"}), FORM_A))
        citizens = [(client, _filled_in_like(pattern, client, FORM_A)) for client in homes]
        acknowledged, killed = [], 0
        chance = random.Random(1)
        whole = _steps_to_send()
        for client, draft in citizens:
            told, died = _send_and_kill(client, draft, chance.randrange(int(1.1 * whole)))
            acknowledged += [draft] if told else []
            killed += died
        lost = [draft for draft in acknowledged if Draft.objects.filter(pk=draft, case=None).exists()]
        before = Case.objects.count() - 1
        for client, draft in citizens:  # each citizen presses the button again
            client.post(f"/antrag/{draft}/antworten-pruefen/", {"_do": "send"})
        Runner(once=True).run()
        subjects = {case.subject for case in Case.objects.all()}
        fault = verify().fault
        print(
            json.dumps(
                {
                    "killed": killed,
                    "acknowledged": len(acknowledged),
                    "lost": lost,
                    "sent_before_pressing_again": before,
                    "cases": len(subjects) - 1,
                    "without_record": len(subjects) - Record.objects.filter(subject__in=subjects).count(),
                    "without_process": len(subjects) - Instance.objects.filter(subject__in=subjects).count(),
                    "without_conversation": len(subjects)
                    - Conversation.objects.filter(subject__in=subjects).count(),
                    "log": str(fault) if fault else "holds",
                }
            )
        )


def _begun(client: object, form: dict) -> str:
    """A draft without answers; returns its id."""
    import re

    page = client.post(f"/antrag/{form['key']}/")
    return re.search(r"/antrag/([0-9a-f-]{36})/", page.url)[1]


def _filled_in_like(pattern: Draft, client: object, form: dict) -> str:
    """A draft of ``client`` with the answers of another: the pages are not what is tried here."""
    draft = _begun(client, form)
    answers = {"content": pattern.content, "revision": pattern.revision}
    assert type(pattern).objects.filter(pk=draft).update(**answers) == 1
    return draft


def _filled_in(client: object, form: dict) -> str:
    """A draft with all answers, through the pages; returns its id."""
    import re

    from bench.forms import posts

    draft = _begun(client, form)
    for number, data in enumerate(posts(form)):
        path = f"/antrag/{draft}/page{number}/"
        revision = re.search(r'name="_revision"[^>]*value="(\d+)"', client.get(path).content.decode())[1]
        client.post(path, {**data, "_revision": revision, "_do": "next"})
    return draft


def _steps_to_send() -> int:
    """Steps of a child from its beginning to the acknowledgement."""
    from bench.forms import FORM_A
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    return int(_in_child(client, _filled_in(client, FORM_A), dies_at=None)[0])


def _send_and_kill(client: object, draft: str, dies_at: int) -> tuple[bool, bool]:
    """Send in a child that dies at a step; whether it was acknowledged, and whether it died."""
    told, status = _in_child(client, draft, dies_at=dies_at)
    return bool(told), os.WIFSIGNALED(status)


def _in_child(client: object, draft: str, *, dies_at: int | None) -> tuple[bytes, int]:
    """Send ``draft`` in a child; the number of its steps once it is acknowledged, and how the child ended."""
    from django.db import connections

    connections.close_all()  # a connection must not be shared with a child
    gc.freeze()  # nor need the child copy memory to look for rubbish in it
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        steps = 0

        def step(*_: object) -> None:
            nonlocal steps
            steps += 1
            if steps == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(step)
        answer = client.post(f"/antrag/{draft}/antworten-pruefen/", {"_do": "send"})
        if answer.status_code == 302 and "ist-angekommen" in answer.url:
            os.write(tell, str(steps).encode())
        sys.setprofile(None)
        os._exit(0)
    os.close(tell)
    _, status = os.waitpid(child, 0)
    told = os.read(ready, 100)
    os.close(ready)
    return told, status


if __name__ == "__main__":
    main(int(sys.argv[1]))
