"""A public page beside a bare view of the same HTML, over HTTP; and what travels to the phone."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from allmende.base.directory.models import Service
from allmende.base.procedures.models import Procedure
from bench.figure import Figure, at_most, at_most_times, pair_ms
from bench.forms import FORM_A
from bench.robot import Robot
from bench.world import Served, municipality, procedure, serving, serving_bare

LINKED = re.compile(r"(?:href|src)=\"(/static/[^\"]+\.(?:css|js|svg|woff2))\"")
IN_CSS = re.compile(r"url\(\"?([^\")]+\.woff2)\"?\)")


def figures() -> Iterator[Figure]:
    with municipality() as tenant:
        version = procedure(FORM_A)
        service = Service.objects.create(
            tenant=tenant, slug="hundesteuer", name="Hundesteuer – Anmeldung", leika_key="99102000000000",
            summary="Melden Sie Ihren Hund an.",
        )  # fmt: skip
        Procedure.objects.filter(pk=version.procedure_id).update(service=service)
        with serving(workers=1) as server:
            robot = Robot(server.port)
            first = robot.submit(robot.get("/antrag/bench-a/"), {}, having="csrf")
            for name, visitor, path in (
                ("service page", Robot(server.port), "/leistungen/hundesteuer/"),
                ("first page of a form", robot, first.path),
            ):
                yield from _beside_bare(name, visitor, path)
            yield from _weight(server)


def _beside_bare(name: str, visitor: Robot, path: str) -> Iterator[Figure]:
    page = visitor.get(path)
    if page.status != 200:
        raise RuntimeError(f"{path} answers {page.status}")
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf8") as file:
        file.write(page.text)
        file.flush()
        with serving_bare(Path(file.name)) as bare:
            stranger = Robot(bare.port)
            value, floor = pair_ms(lambda: visitor.get(path), lambda: stranger.get("/"), runs=200)
    yield at_most_times(name, value, 2.5, "ms", floor=floor, floor_is="bare view of the same HTML")


def _weight(server: Served) -> Iterator[Figure]:
    """Bytes of the first visit with all it links to, as compressed on the wire, and of the next page."""
    visitor = Robot(server.port)
    html = visitor.get("/leistungen/hundesteuer/").text
    page = _fetch(server, "/leistungen/hundesteuer/")[0]
    linked = set(LINKED.findall(html))
    total = page
    for path in sorted(linked):
        size, text = _fetch(server, path)
        total += size
        if path.endswith(".css"):
            base = path.rpartition("/")[0]
            fonts = {f"{base}/{font}" if "/" not in font else font for font in IN_CSS.findall(text)}
            # Only the first cut of each weight: the second holds letters that this page does not use.
            total += sum(_fetch(server, font)[0] for font in fonts if "ext" not in font)
    yield at_most("a public page to the phone, first visit", total / 1000, 120, "kB")
    yield at_most("a public page to the phone, afterwards", page / 1000, 15, "kB")


def _fetch(server: Served, path: str) -> tuple[int, str]:
    connection = server.connect()
    connection.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "br, gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} answers {response.status}")
    plain = server.connect()
    plain.request("GET", path, headers={"Host": "localhost"})
    return len(body), plain.getresponse().read().decode("utf8", "replace")
