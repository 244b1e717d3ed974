"""Documents that applicants hand in: small pictures and PDFs with what a clerk wants to read on them."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

from django.conf import settings

from allmende.base.cases.models import Submission
from allmende.foundation.events.types import Actor
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.models import StoredFile

Specs = dict[str, dict[str, Any]]
_PAPER = (640, 440)


def attach(specs: Specs, answers: dict[str, Any], actor: Actor, dice: Random) -> dict[str, list[str]]:
    """The file answers of an application: each field of ``specs`` as often as its ``share`` says."""
    found = {}
    for field, spec in specs.items():
        fits = all(answers.get(key) == value for key, value in spec.get("only", {}).items())
        if fits and dice.random() < spec["share"]:
            found[field] = [str(_receive(spec, answers, actor).pk)]
    return found


def hand_in(specs: Specs, submission: Submission | None, actor: Actor) -> list[StoredFile]:
    """What somebody sends who is asked for it: the first of ``specs``."""
    if submission is None or not specs:
        return []
    return [_receive(next(iter(specs.values())), submission.answers, actor)]


def _receive(spec: dict[str, Any], answers: dict[str, Any], actor: Actor) -> StoredFile:
    title, *lines = (text.format_map(answers) for text in (spec["title"], *spec["lines"]))
    name = spec["name"].format_map(answers)
    content = _draw(title, lines, "PDF" if name.endswith(".pdf") else "JPEG")
    return receive_file(upload=BytesIO(content), name=name, actor=actor)


def _draw(title: str, lines: list[str], kind: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    fonts = settings.VAR / "fonts" / "FiraSans-Regular.ttf"

    def font(size: int) -> Any:
        return ImageFont.truetype(str(fonts), size) if fonts.exists() else ImageFont.load_default(size)

    paper = Image.new("RGB", _PAPER, "#fbf8ee")
    pen = ImageDraw.Draw(paper)
    pen.rectangle((12, 12, _PAPER[0] - 13, _PAPER[1] - 13), outline="#3a5a8a", width=3)
    pen.text((36, 34), title, fill="#1d3a66", font=font(34))
    for row, line in enumerate(lines):
        pen.text((36, 106 + row * 40), line, fill="#222222", font=font(24))
    out = BytesIO()
    paper.save(out, kind, quality=70)
    return out.getvalue()
