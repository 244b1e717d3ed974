"""What an IT provider needs was written down as B01 to B50 with four invariants; a test is named after each."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = {f"b{number:02}" for number in range(1, 51)} | {f"invariant_{number}" for number in range(1, 5)}


def test_every_requirement_of_the_provider_has_a_test_of_its_name():
    names = set()
    for folder in ("src/allmende/provider", "tests"):
        for path in (ROOT / folder).rglob("test_*.py"):
            names.update(re.findall(r"^\s*(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    found = {one for name in names for one in re.findall(r"_(b\d\d|invariant_\d)(?=_|$)", name)}
    assert found >= WANTED, f"no test is named after {sorted(WANTED - found)}"
