"""The command line ``allmende``: each app brings its group of commands; Django's own stay reachable by ``django``."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import typer

#: command or group → "module:attribute"; imported only when called, so that ``--help`` stays quick.
COMMANDS = {
    "tenants": ("allmende.foundation.tenants.cli:app", "Create and list municipalities."),
    "logins": ("allmende.base.identity.cli:app", "Set up the services by which people log in."),
    "services": ("allmende.base.directory.cli:app", "Import public services."),
    "addresses": ("allmende.base.addresses.cli:app", "Import streets and house numbers."),
    "forms": ("allmende.base.forms.cli:app", "Import and export forms."),
    "processes": ("allmende.inward.processes.cli:app", "Import and export BPMN models."),
    "decisions": (
        "allmende.base.workflow.decisions.cli:app",
        "Check, import, export and ask decision tables.",
    ),
    "procedures": ("allmende.base.procedures.cli:app", "Check, export and import procedures."),
    "files": ("allmende.foundation.files.cli:app", "Verify the stored files."),
    "payments": ("allmende.base.payments.cli:app", "Take in bank statements, close days."),
    "provider": ("allmende.provider.offers.cli:app", "Import an IT provider's customers and resources."),
    "mail": ("allmende.base.messages.cli:app", "Take in e-mail, send what waits."),
    "events": ("allmende.foundation.events.cli:app", "Verify the event log."),
    "worker": ("allmende.foundation.jobs.cli:worker", "Run background and periodic work."),
    "demo": ("allmende.demo.cli:demo", "Set up and serve the demo municipality."),
    "standin": ("allmende.standins.cli:standin", "Run a stand-in for a service on the internet."),
    "check": ("allmende.config.commands:check", "Check the installation and its settings."),
    "serve": ("allmende.config.commands:serve", "Serve the web pages."),
    "backup": ("allmende.config.commands:backup", "Write database and files into one archive."),
    "restore": ("allmende.config.commands:restore", "Restore an archive that 'backup' wrote."),
}


def main() -> None:
    """Dispatch to the command; anything that only Django knows goes by ``allmende django …``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
    Path(os.environ.get("ALLMENDE_VAR", "var")).mkdir(parents=True, exist_ok=True)
    arguments = sys.argv[1:]
    if arguments and arguments[0] == "django":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["allmende django", *arguments[1:]])
    elif arguments and arguments[0] in COMMANDS:
        _run(arguments[0], arguments[1:])
    else:
        _help(arguments)


def _run(name: str, arguments: list[str]) -> None:
    import django
    from django.db import OperationalError, ProgrammingError

    if name == "demo":
        from .keys import write_demo_settings

        write_demo_settings()
    django.setup()
    try:
        command_of(name)(args=arguments, prog_name=f"allmende {name}")
    except (OperationalError, ProgrammingError) as error:
        # Nearly always a database that was not set up yet, or one that is down: no traceback helps then.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        sys.exit(
            f"The database does not answer as it should: {reason}\nRun 'allmende check' to see what is wrong."
        )


def command_of(name: str) -> typer.Typer:
    """The command or group ``name``, imported now; raises ``KeyError``."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    target = getattr(importlib.import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        single = typer.Typer(add_completion=False)
        single.command()(target)
        target = single
    target.pretty_exceptions_enable = False
    return target


def _help(arguments: list[str]) -> None:
    lines = ["Usage: allmende COMMAND …", "", "Commands (each with --help):"]
    lines += [f"  {name:<12}{text}" for name, (_, text) in COMMANDS.items()]
    lines += [f"  {'django':<12}Any command of Django's, such as 'allmende django migrate'.", ""]
    lines += ["Example: allmende services import leistungen.csv --tenant musterstadt"]
    unknown = bool(arguments) and arguments[0] not in ("-h", "--help")
    if unknown:
        lines.insert(0, f"There is no command {arguments[0]!r}.")
    print("\n".join(lines), file=sys.stderr if unknown else sys.stdout)
    sys.exit(2 if unknown else 0)
