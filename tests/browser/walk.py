"""Visitors who follow every link: what each of them gets to see, address by address."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bench.robot import Page, Robot
from django.urls import Resolver404, resolve

from .conftest import Town

LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"#]+)", re.I)
#: Following these ends the visit or downloads much.
NEVER = ("/konto/abmelden/", "/language/", "/static/")
_SESSIONS: dict[tuple[int, str, str], dict[str, str]] = {}
EACH = 3  #: addresses of one kind that one visitor follows


@dataclass
class Visitor:
    """Somebody with a log-in (or none) at one municipality, and what they saw: address → status."""

    name: str
    robot: Robot
    seen: dict[str, Page] = field(default_factory=dict)

    def walk(self, *starts: str, most: int = 250) -> None:
        """Follow links from ``starts``, a few of each kind."""
        queue, kinds = deque(starts), Counter[str]()
        while queue and len(self.seen) < most:
            path = queue.popleft()
            kind = kind_of(path)
            if path in self.seen or kinds[kind] >= EACH or path.startswith(NEVER):
                continue
            kinds[kind] += 1
            page = self.robot.get(path)
            self.seen[path] = page
            for link in LINK.findall(page.text):
                target = urlsplit(urljoin(path, html.unescape(link)))
                if target.scheme in ("", "http") and target.netloc in ("", self.robot.host):
                    queue.append(target.path + (f"?{target.query}" if target.query else ""))


def kind_of(path: str) -> str:
    """The name of the address, so that two cases are one kind; the path itself where it has none."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return path
    # The steps of a case share one address pattern; each step is a kind of its own.
    step = match.kwargs.get("part") or (match.kwargs.get("key") if "/do/" in path else "")
    return f"{match.view_name or match.route}:{step or ''}"


def logins(town: Town, slug: str) -> list[dict[str, str]]:
    """The log-ins that the demo prints for a municipality: who, email, password."""
    with sqlite3.connect(town.var / "allmende.sqlite3") as database:
        (settings,) = database.execute(
            "SELECT settings FROM tenants_tenant WHERE slug = ?", [slug]
        ).fetchone()
    found: list[dict[str, str]] = json.loads(settings)["demo_logins"]
    return found


def enter(town: Town, slug: str, login: dict[str, str] | None = None) -> Visitor:
    """A visitor at a municipality's own address, logged in where ``login`` is given."""
    robot = Robot(town.port, host=f"{slug}.localhost")
    if login is None:
        return Visitor(f"{slug}: nobody", robot)
    kept = _SESSIONS.get((town.port, slug, login["email"]))
    if kept:  # log-ins are limited, for tests as for anybody
        robot.cookies.update(kept)
        return Visitor(f"{slug}: {login['who']}", robot)
    page = robot.get("/konto/anmelden/")
    page = robot.submit(
        page, {"email": login["email"], "password": login["password"]}, having='type="password"'
    )
    assert "anmelden" not in page.path, f"{login['email']} cannot log in"
    _SESSIONS[town.port, slug, login["email"]] = dict(robot.cookies)
    return Visitor(f"{slug}: {login['who']}", robot)
