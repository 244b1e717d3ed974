"""A visitor who tries everything, changes nothing for good and notes what broke."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django.db import transaction
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished

from .page_forms import Form, forms_of

Fields = Sequence[tuple[str, str]]
_HANDLER = ClientHandler()
_HANDLER.load_middleware()
_tried: set[Any] = set()
#: In turn, so that each page meets some of them and all pages together each of them.
ODD = [
    "a\0b", "²", "9" * 5000, "--5", "2026-02-30", "NaN", "[" * 4000, '"\\ud800\\u0000"', "\ud800", "\x01", ".", "a:b:0",
    "0192f0c0-0000-7000-8000-zzzzzzzzzzzz", "99999999999999999999", "1e999", "0001-01-01", "9999-12-31", "-1", "",
    "00000000-0000-0000-0000-000000000000", "x" * 300, "0", "🐕", "<b>&amp;", "{x", "2147483648", "1,5", "1e-300",
    "x", "../x", "%", "٣",
]  # fmt: skip
#: So many fields are also odd alone, among others that are in order; with more of them this is a long search.
ALONE = 1


class Visitor:
    """``broken`` says where and why; each request is undone."""

    def __init__(self, user: Any = None) -> None:
        client = Client()
        if user is not None:
            client.force_login(user)
        cookies = client.cookies.output(header="", sep=";").strip()
        self.factory = RequestFactory(headers={"host": "musterstadt.localhost"}, HTTP_COOKIE=cookies)
        self.begin("")

    def begin(self, route: str) -> None:
        """Forget what broke; another route begins with other values."""
        first = crc32(route.encode()) % len(ODD)
        self.odd = cycle(ODD[first:] + ODD[:first])
        self.broken: list[str] = []
        self.asked: set[str] = set()

    def open(self, address: str) -> Any:
        """The page, where there is something for this visitor."""
        self.asked.clear()
        page = self.get(address)
        return page if page is not None and page.status_code in (200, 405, 422) else None

    def get(self, address: str, fields: Fields = ()) -> Any:
        return self._ask("GET", address + "?" * bool(fields) + encoded(fields))

    def post(self, address: str, fields: Fields = ()) -> Any:
        return self._ask("POST", address, encoded(fields), "application/x-www-form-urlencoded")

    def try_page(self, route: str, address: str, page: Any) -> None:
        """Every field that ``page`` asks for, and every form on it; a form like one tried before is left out."""
        self._learn(self.get, address)
        if page.status_code == 405:
            self.asked.clear()
            self.post(address)
            self._learn(self.post, address)
        elif page.status_code == 200 and page.get("Content-Type", "").startswith("text/html"):
            for form in forms_of(page.content.decode(), address):
                once = (route if form.action.startswith(address) else form.action, *form.once)
                if once not in _tried:
                    _tried.add(once)
                    self._try_form(form)

    def try_address(self, address: str) -> None:
        """What the page asks for, looked at and posted."""
        self.open(address)
        self._learn(self.get, address)
        self.post(address, [(name, next(self.odd)) for name in {*self.asked, "do", "name"}])

    def _learn(self, ask: Callable[..., Any], address: str) -> None:
        """All fields that are asked for at once, until nothing new is asked for, then some of them alone."""
        known: list[str] = []
        while names := self.asked - {*known}:
            known += sorted(names)
            ask(address, [(name, next(self.odd)) for name in known])
        for name in known[:ALONE]:
            ask(address, [(name, next(self.odd))])

    def _try_form(self, form: Form) -> None:
        ask = self.post if form.method == "post" else self.get
        for name, value in form.kinds or [("", "")]:
            ask(form.action, [*((field, next(self.odd)) for field, _value in form.fields), (name, value)])
            if ":" in value:
                ask(form.action, [*form.fields, (name, f"{value.partition(':')[0]}:{next(self.odd)}")])
        button = (form.kinds or [("", "")])[0]
        for field in form.names[:: len(form.names) // ALONE + 1]:
            fields = [(name, next(self.odd) if name == field else value) for name, value in form.fields]
            ask(form.action, [*fields, button])

    def _note_job(self, task_result: Any, **_more: Any) -> None:
        if task_result.status == TaskResultStatus.FAILED:
            self.broken.append(f"{task_result.task.module_path}: {task_result.errors[-1].traceback[-500:]}")

    def _ask(self, method: str, address: str, body: str = "", kind: str = "") -> Any:
        request = self.factory.generic(method, address, body, kind or "text/plain")
        request._dont_enforce_csrf_checks = True
        answer = None
        task_finished.connect(self._note_job)
        with transaction.atomic():
            try:
                with _noted(self.asked):
                    answer = _HANDLER.get_response(request)
                    if answer.streaming:
                        b"".join(answer.streaming_content)
            except Exception as error:
                self.broken.append(f"{method} {ascii(address)[:300]} {ascii(body)[:300]}: {_where(error)}")
            transaction.set_rollback(True)
        task_finished.disconnect(self._note_job)
        if answer is not None and answer.status_code >= 500:
            self.broken.append(f"{method} {address} {body[:300]}: {answer.status_code}")
        return answer


def encoded(fields: Fields) -> str:
    return urlencode(fields, errors="surrogatepass")


def _where(error: Exception) -> str:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "/src/allmende/" in frame.filename
    ]
    places = [f"{frame.filename.rpartition('/allmende/')[2]}:{frame.lineno}" for frame in frames[-3:]]
    return f"{error!r:.300} at {places}"


@contextmanager
def _noted(names: set[str]) -> Iterator[None]:
    """Note which fields the views ask for."""
    kept = {name: getattr(QueryDict, name) for name in ("__getitem__", "getlist", "__contains__")}

    def noting(ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(self: QueryDict, key: Any, *rest: Any) -> Any:
            if isinstance(key, str):
                names.add(key)
            return ask(self, key, *rest)

        return asked

    for name, ask in kept.items():
        setattr(QueryDict, name, noting(ask))
    try:
        yield
    finally:
        for name, ask in kept.items():
            setattr(QueryDict, name, ask)
