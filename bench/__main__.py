"""Run the groups of figures, each in a process of its own; print a table; write ``var/bench.json``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
GROUPS = {
    "startup": ["sqlite"],
    "pages": ["sqlite"],
    "login": ["sqlite"],
    "trusted": ["sqlite"],
    "sealing": ["sqlite"],
    "search": ["sqlite"],
    "evaluate": ["sqlite"],
    "decisions": ["sqlite"],
    "mining": ["sqlite", "postgres"],
    "submit": ["sqlite", "postgres"],
    "http": ["sqlite", "postgres"],
    "inbox": ["sqlite", "postgres"],
    "payments": ["sqlite", "postgres"],
    "workflow": ["sqlite", "postgres"],
    "provider": ["sqlite", "postgres"],
    "killed": ["sqlite", "postgres"],
}


def run_group(group: str, engine: str, var: Path) -> list[dict[str, Any]]:
    """The figures of one group on one engine; a group that fails is shown as such, not left out."""
    from cryptography.fernet import Fernet

    environment = {
        **os.environ,
        "ALLMENDE_VAR": str(var), "ALLMENDE_SECRET_KEY": "bench-" + "x" * 50, "ALLMENDE_HOSTS": "*",
        "ALLMENDE_DATA_KEY": Fernet.generate_key().decode(), "ALLMENDE_DEFAULT_TENANT": "bench",
        "ALLMENDE_LOG_LEVEL": "ERROR", "ALLMENDE_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }  # fmt: skip
    environment.pop("ALLMENDE_DEBUG", None)
    command = [sys.executable, "-m", "bench.run", group]
    if engine == "postgres":
        command = [sys.executable, str(ROOT / "scripts/with_postgres.py"), "--durable", *command]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode == 3 and engine == "postgres":
        return [{"name": f"{group}: left out, no PostgreSQL here", "engine": engine}]
    lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    if result.returncode:
        lines.append(
            {
                "name": f"{group} failed: {result.stderr.strip().splitlines()[-1:]}",
                "engine": engine,
                "reached": False,
            }
        )
        print(result.stderr[-3000:], file=sys.stderr)
    return [{**line, "engine": engine} for line in lines]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, epilog="example: python -m bench submit http"
    )
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="which groups; all where left out")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], help="one engine only")
    chosen = parser.parse_args()
    console, figures = Console(), []
    for group in chosen.groups or GROUPS:
        for engine in GROUPS[group]:
            if chosen.engine and engine != chosen.engine:
                continue
            with (
                console.status(f"{group} on {engine} …"),
                tempfile.TemporaryDirectory(prefix="allmende-bench-") as var,
            ):
                figures += run_group(group, engine, Path(var))
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
    show(console, figures)
    return 0 if all(figure.get("reached") is not False for figure in figures) else 1


def show(console: Console, figures: list[dict[str, Any]]) -> None:
    table = Table("figure", "engine", "value", "floor", "ratio", "goal", "", title="What Allmende costs")
    for figure in figures:
        mark = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: ""}[figure.get("reached")]
        value = f"{figure['value']:g} {figure['unit']}" if "value" in figure else ""
        floor = f"{figure['floor']:g} ({figure['floor_is']})" if figure.get("floor") is not None else ""
        ratio = f"{figure['ratio']:g}" if figure.get("ratio") else ""
        table.add_row(figure["name"], figure["engine"], value, floor, ratio, figure.get("goal", ""), mark)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
