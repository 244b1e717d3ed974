"""Making one demo municipality: tenant, directory, places, people, procedures."""

from __future__ import annotations

import dataclasses

from allmende.base.procedures.actions import import_folder
from allmende.base.procedures.folder import read_folder
from allmende.base.procedures.models import Procedure, ProcedureParameter
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.models import Hostname, Tenant
from allmende.foundation.tenants.queries import forget_hosts

from .files import procedure_folder, read_yaml
from .offices import load_offices
from .people import Citizen, Login, load_people
from .places import load_places


def make_tenant(town: str) -> Tenant:
    """The tenant with its host names."""
    row = read_yaml(town, "tenant")
    tenant, _new = Tenant.objects.update_or_create(
        slug=row["slug"],
        defaults={"name": row["name"], "state": row["state"], "settings": row["settings"]},
    )
    for host in row["hosts"]:
        Hostname.objects.update_or_create(name=host, defaults={"tenant": tenant})
    forget_hosts()
    return tenant


def furnish(town: str) -> None:
    """Directory and places of the current tenant."""
    load_places(town)
    load_offices(town)


def settle(tenant: Tenant, town: str) -> tuple[list[Citizen], list[Login]]:
    """People of the current tenant; the log-in page shows the log-ins while the demo mode is on."""
    citizens, logins = load_people(town)
    tenant.settings = {**tenant.settings, "demo_logins": [dataclasses.asdict(login) for login in logins]}
    tenant.save(update_fields=["settings"])
    return citizens, logins


def offer(town: str) -> None:
    """Publish the procedures of the current tenant, each once, with the town's own parameters."""
    for key, parameters in read_yaml(town, "procedures").items():
        folder = procedure_folder(key)
        if parameters:
            name = read_folder(folder).manifest.name
            procedure, _new = Procedure.objects.get_or_create(key=key, defaults={"name": name})
            for parameter, value in parameters.items():
                ProcedureParameter.objects.update_or_create(
                    procedure=procedure, key=parameter, defaults={"value": value}
                )
        import_folder(folder, SYSTEM)
