"""``allmende logins``: the services by which people of a municipality log in."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import ValidationError

from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, fail, print_json
from allmende.foundation.secrecy import SealedError, unseal

from .actions import save_service
from .models import LoginService
from .providers import providers
from .services import settings_of

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Services by which people log in.")


@app.command(name="list")
def list_services(tenant: TenantOption = "", json: JsonOption = False) -> None:
    """List the services of a municipality.

    Example: allmende logins list --tenant musterstadt
    """
    with chosen_tenant(tenant):
        rows = [
            {
                "key": row.key, "provider": row.provider, "label": row.label, "audience": row.audience,
                "level": row.level, "active": row.is_active,
            }
            for row in LoginService.objects.order_by("order", "key")
        ]  # fmt: skip
    if json:
        print_json(rows)
    for row in rows if not json else ():
        state = "" if row["active"] else "  (off)"
        console.print(
            f"{row['key']:<20}{row['provider']:<10}{row['audience']:<10}{row['level']:<13}{row['label']}{state}"
        )


@app.command()
def save(
    file: Annotated[Path, typer.Argument(help="Settings in TOML, see docs/identity.md", exists=True)],
    tenant: TenantOption = "",
    repin: Annotated[bool, typer.Option(help="Another host, though people are known by this one.")] = False,
    json: JsonOption = False,
) -> None:
    """Set up a service, or change it. What the file leaves out of keys stays as it is.

    Example: allmende logins save bundid.toml --tenant musterstadt
    """
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf8"))
        provider = providers[values["provider"]]
        with chosen_tenant(tenant):
            row = LoginService.objects.filter(key=values["key"]).first()
            before = settings_of(row) if row is not None and row.provider == provider.key else None
            settings = provider.complete(values.pop("settings", {}), folder=file.parent, before=before)
            service = save_service(settings=settings, by=None, repin=repin, **values)
    except ValidationError as error:
        found = [f"  {'.'.join(map(str, row['loc'])) or 'settings'}: {row['msg']}" for row in error.errors()]
        raise fail("\n".join(["These settings cannot be used:", *found])) from None
    except (OSError, ValueError, KeyError, TypeError, SealedError) as error:
        raise fail(f"{file} cannot be used: {error}") from None
    if json:
        print_json({"key": service.key, "active": service.is_active})
    else:
        console.print(f"{service.label} ({service.key}) is set up.")


@app.command()
def key(
    service: Annotated[str, typer.Argument(help="The service's key")],
    step: Annotated[Literal["add", "use", "drop"], typer.Argument(help="In this order, days apart")],
    tenant: TenantOption = "",
    json: JsonOption = False,
) -> None:
    """Renew the key of a SAML service without a gap: "add" a new one, which our metadata then shows.

    When the provider has read the metadata, "use" it; when it uses it, too, "drop" the old one.
    Example: allmende logins key bundid add --tenant musterstadt
    """
    from .contrib.saml.config import SamlSettings
    from .contrib.saml.keys import new_key

    with chosen_tenant(tenant):
        row = LoginService.objects.filter(key=service).first()
        settings = settings_of(row) if row is not None else None
        if row is None or not isinstance(settings, SamlSettings):
            raise fail(f"There is no service {service!r} that speaks SAML.")
        values: dict[str, Any] = unseal(row.settings)
        keys = values["keys"]
        if (step == "add") != (len(keys) == 1):
            raise fail(
                "There is a second key already." if step == "add" else "There is one key; begin with 'add'."
            )
        if step == "add":
            made, certificate = new_key(settings.base_url.partition("//")[2])
            values["keys"] = [*keys, {"key": made, "certificate": certificate}]
        else:
            values["keys"] = keys[::-1] if step == "use" else keys[:1]
        save_service(
            key=row.key, provider=row.provider, label=row.label, audience=row.audience, level=row.level,
            order=row.order, active=row.is_active, settings=values, by=None,
        )  # fmt: skip
    if json:
        print_json({"key": service, "step": step, "keys": len(values["keys"])})
    else:
        console.print({"add": "Added.", "use": "In use.", "drop": "Dropped."}[step])
