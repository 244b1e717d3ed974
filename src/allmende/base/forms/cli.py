"""``allmende forms``: import and export forms, supply code lists."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.foundation.cli import (
    JsonOption,
    TenantOption,
    chosen_tenant,
    console,
    fail,
    print_json,
    progress_bar,
    speak_terminal_language,
)
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.models import Tenant

from . import actions, models, queries
from .contrib.xdf import Imported
from .files import FormFileError, read_code_lists, read_form_file
from .list_files import ListFile, ListFileError, read_list_file
from .schema import Form

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Import and export forms, supply code lists."
)


@app.callback()
def _start(context: typer.Context) -> None:
    speak_terminal_language(context)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="XDatenfelder 3.0.0 or 2.0 (XML), or a form as JSON or YAML.")],
    tenant: TenantOption = "",
    code_lists: Annotated[
        Path | None, typer.Option(help="Folder with Genericode files: content of lists that FILE only names.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and report, keep nothing; needs no municipality.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish at once, where nothing waits for review.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import a form as working copy; rules in prose that are not surely understood go to the review list.

    Example: allmende forms import S05000001313.xdf3.xml --tenant musterstadt --json
    """
    try:
        lists = read_code_lists(code_lists) if code_lists else {}
        with progress_bar(_("Rules"), None, quiet=as_json) as advance:
            imported = read_form_file(file, lists, lambda done, of: advance(1, total=of))
    except FormFileError as error:
        raise _refuse(str(error), {} if as_json else None) from None
    report = imported.report()
    published = None if dry_run else _keep(imported, tenant, publish, report if as_json else None)
    if as_json:
        print_json(report | ({"published": published} if published else {}))
        return
    _tell(imported, published, dry_run)


def _keep(imported: Imported, tenant: str, publish: bool, report: dict[str, Any] | None) -> int | None:
    """Keep the form; where that fails the report is still printed, with the reason under ``error``."""
    slug = _slug(tenant, report)
    with chosen_tenant(slug):
        actions.import_form(
            form=imported.form, reviews=imported.reviews, warnings=imported.warnings, actor=SYSTEM
        )
        if not publish:
            return None
        try:
            return actions.publish_form(key=imported.form.key, actor=SYSTEM).number
        except actions.PublicationError as error:
            raise _refuse(_("Imported, but not published: %(why)s") % {"why": error}, report) from None


def _slug(tenant: str, report: dict[str, Any] | None) -> str:
    """The municipality that is meant; one clear line where there is none, also where no database was set up."""
    try:
        known = list(Tenant.objects.values_list("slug", flat=True))
    except DatabaseError:
        text = _("The database is not set up: run 'allmende django migrate' first, or use --dry-run.")
        raise _refuse(text, report) from None
    wanted = tenant or (known[0] if len(known) == 1 else settings.ENVIRONMENT.default_tenant)
    if wanted in known:
        return wanted
    if not known:
        text = _("There is no municipality yet: create one, or use --dry-run to read and report only.")
        raise _refuse(text, report)
    raise _refuse(
        _("Name the municipality with --tenant; known: %(known)s.") % {"known": ", ".join(known)}, report
    )


def _tell(imported: Imported, published: int | None, dry_run: bool) -> None:
    report = imported.report()
    numbers = {
        **report["rules"],
        "fields": imported.fields,
        "groups": imported.groups,
        "lists": imported.code_lists,
    }
    console.print(f"{imported.name} ({imported.id} {imported.version})".replace(" )", ")"), markup=False)
    console.print(_("%(fields)s fields, %(groups)s groups, %(lists)s code lists") % numbers)
    console.print(_("%(total)s rules: %(executable)s executable, %(review)s for review") % numbers)
    for review in imported.reviews:
        _line(
            "  "
            + _("review %(rule)s: %(why)s") % {"rule": f"{review.rule_id} {review.name}", "why": review.why}
        )
    for warning in imported.warnings:
        _line("  " + _("warning: %(text)s") % {"text": warning})
    if dry_run:
        console.print(_("Nothing was kept (--dry-run)."))
    elif published:
        console.print(_("Published as version %(number)s.") % {"number": published})
    else:
        console.print(_("Kept as working copy."))


def _line(text: str) -> None:
    console.print(text, style="yellow", markup=False, soft_wrap=True)


def _refuse(message: str, report: dict[str, Any] | None) -> typer.Exit:
    """End with status 1: as JSON (``report`` is not None) or as one line on standard error."""
    if report is None:
        return fail(message)
    print_json({**report, "error": message})
    return typer.Exit(1)


@app.command("export")
def export(
    key: Annotated[str, typer.Argument(help="Key of the form, such as dog-tax.")],
    tenant: TenantOption = "",
    version: Annotated[int, typer.Option(help="Published version; without it the working copy.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; without it standard output.")
    ] = None,
) -> None:
    """Write a form as JSON, with the code lists that it uses.

    Example: allmende forms export dog-tax --tenant musterstadt -o dog-tax.json
    """
    with chosen_tenant(_slug(tenant, None)):
        row = models.Form.objects.filter(key=key).first()
        if row is None:
            known = ", ".join(models.Form.objects.values_list("key", flat=True)[:20]) or _("none yet")
            raise fail(_("There is no form “%(key)s”; known: %(known)s") % {"key": key, "known": known})
        published = row.versions.filter(number=version).first() if version else None
        if version and published is None:
            raise fail(_("The form “%(key)s” has no version %(number)s.") % {"key": key, "number": version})
        form = (
            queries.export_version(published)
            if published
            else queries.export_form(Form.model_validate(row.draft))
        )
    text = json.dumps(form.as_data(), ensure_ascii=False, indent=2) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


@app.command("code-list")
def code_list(
    file: Annotated[Path, typer.Argument(help="Genericode (XML), or CSV with the columns code and label.")],
    tenant: TenantOption = "",
    key: Annotated[
        str, typer.Option(help="Key that forms name; without it the canonical version URI in FILE.")
    ] = "",
    title: Annotated[str, typer.Option(help="Name for people; without it the one in FILE.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Supply a code list, or a newer edition of it; published forms keep the one that they were published with.

    Example: allmende forms code-list staaten.xml --tenant musterstadt
    """
    report: dict[str, Any] | None = {} if as_json else None
    found = _list_file(file, report)
    name = key or (found.names[0] if found.names else "")
    if not name:
        raise _refuse(_("A CSV file has no key: name it with --key."), report)
    with chosen_tenant(_slug(tenant, report)):
        row = actions.save_code_list(
            key=name, title=title or found.title, version=found.version, entries=found.entries, actor=SYSTEM
        )
        size = row.content.size
    if as_json:
        print_json({"key": name, "title": row.title, "version": row.version, "entries": size})
        return
    text = ngettext("%(name)s: %(n)s entry kept.", "%(name)s: %(n)s entries kept.", size)
    console.print(text % {"name": row.title or name, "n": size}, markup=False)


def _list_file(file: Path, report: dict[str, Any] | None) -> ListFile:
    try:
        return read_list_file(file.read_bytes())
    except OSError as error:
        text = _("%(file)s cannot be opened: %(why)s.") % {"file": file, "why": error.strerror}
        raise _refuse(text, report) from None
    except ListFileError as error:
        raise _refuse(f"{file.name}: {error}", report) from None
