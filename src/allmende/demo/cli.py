"""``allmende demo``: a living municipality in one command."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from allmende.foundation.cli import console, fail
from allmende.foundation.tenants.models import Tenant
from allmende.standins.running import Running

from .files import TOWNS
from .provider import SCHOOLS
from .setup import NotTheDemoError, prepare
from .standins import PortTakenError, connect_towns, processes, start_standins


def demo(
    host: Annotated[str, typer.Option(envvar="HOST", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen at.")] = 8000,
    serve: Annotated[bool, typer.Option(envvar="SERVE", help="Serve web pages and run the worker.")] = True,
    schools: Annotated[
        int, typer.Option(envvar="SCHOOLS", min=20, max=20_000, help="Schools that the IT provider serves.")
    ] = SCHOOLS,
    reset: Annotated[
        bool, typer.Option(envvar="RESET", help="Delete the demo's data and start anew.")
    ] = False,
    small: Annotated[
        bool, typer.Option(envvar="SMALL", help="Play each kind of story once: ready in half the time.")
    ] = False,
) -> None:
    """Set up Musterstadt and Kleinau and serve them; a second call is quick and keeps what you did.

    Example: allmende demo --port 8080
    """
    started = time.monotonic()
    columns = (TextColumn("{task.description:<40}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("Preparing", total=1.0)
            made = prepare(
                lambda label, share: bar.update(task, description=label, completed=share),
                afresh=reset, schools=schools, small=small,
            )  # fmt: skip
    except NotTheDemoError as error:
        raise fail(str(error)) from None
    if made:
        console.print(f"Two municipalities are ready after {time.monotonic() - started:.0f} seconds.")
    _set_addresses(port)
    _print_logins(port)
    if serve:
        try:
            standins = start_standins(host, port)
        except PortTakenError as error:
            raise fail(str(error)) from None
        _serve(host, port, standins)


def _set_addresses(port: int) -> None:
    """Links in e-mails lead to where this demo is served."""
    for tenant in Tenant.objects.filter(slug__in=TOWNS):
        address = f"http://{tenant.slug}.localhost:{port}"
        if tenant.settings.get("url") != address:
            tenant.settings = {**tenant.settings, "url": address}
            tenant.save(update_fields=["settings"])


def _print_logins(port: int) -> None:
    """Addresses and log-ins on standard output, one line each, so that none is cut off."""
    for tenant in Tenant.objects.filter(slug__in=TOWNS).order_by("-slug"):
        typer.echo(f"\n{tenant.name}: http://{tenant.slug}.localhost:{port}/")
        for login in tenant.settings.get("demo_logins", []):
            typer.echo(f"  {login['email']:<42} {login['password']:<24} {login['who']}")
    typer.echo(f"\nMusterstadt is also at http://localhost:{port}/ – end with Ctrl+C.")


def _serve(host: str, port: int, standins: list[Running]) -> None:
    """Run web server, worker and stand-ins as one: when one ends, so do the others."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an end by the system ends the children too
    program = [sys.executable, "-m", "allmende"]
    children: list[subprocess.Popen[str]] = processes(standins)
    try:
        connect_towns(standins, port)
        children += [
            subprocess.Popen([*program, "worker"], text=True),
            subprocess.Popen([*program, "serve", "--host", host, "--port", str(port)], text=True),
        ]
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)
    ended = [child.returncode for child in children if child.returncode not in (0, -15, 143, 130, -2)]
    if ended:
        raise fail("The server ended unexpectedly. Is the port in use? Choose another one with PORT=…")
