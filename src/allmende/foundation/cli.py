"""Shared pieces of every command: the tenant option, JSON output, a progress bar."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import translation
from rich.console import Console
from rich.progress import Progress

from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

console = Console(stderr=True)
TenantOption = Annotated[
    str,
    typer.Option("--tenant", "-t", help="Slug of the municipality; may be left out where there is only one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for a program to read.")]


def speak_terminal_language(context: typer.Context) -> None:
    """Messages of this command in the language that the terminal's locale asks for; else in the product's own."""
    wanted = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    short = wanted[:2].lower()
    known = {code for code, _name in settings.LANGUAGES}
    context.with_resource(translation.override(short if short in known else settings.LANGUAGE_CODE))


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def fail(message: str) -> typer.Exit:
    """Say what is wrong on standard error; ``raise fail(...)`` ends the command with status 1."""
    console.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(1)


@contextmanager
def chosen_tenant(slug: str) -> Iterator[Tenant]:
    """The tenant that ``--tenant`` names, or the only one; ends the command with a clear message otherwise."""
    tenants = Tenant.objects.filter(slug=slug) if slug else Tenant.objects.all()[:2]
    found = list(tenants)
    if len(found) != 1:
        known = ", ".join(Tenant.objects.values_list("slug", flat=True)) or "none yet"
        raise fail(f"Name the municipality with --tenant; known: {known}")
    with use_tenant(found[0]):
        yield found[0]


@contextmanager
def progress_bar(label: str, total: int | None, *, quiet: bool = False) -> Iterator[Any]:
    """A progress bar on standard error; yields ``advance(n, total=None)``, which may name the total later."""
    with Progress(console=console, disable=quiet, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda n=1, total=None: bar.update(task, advance=n, total=total)
