"""The stand-ins of the demo: started beside it at the ports above its own, and made known to each municipality."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Mapping

import typer

from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant
from allmende.standins.cli import STANDINS
from allmende.standins.running import Running, launch

from .bundid import connect_bundid
from .files import TOWNS
from .oidc import connect_oidc
from .payment import connect_payment
from .renumbering import connect_dns, use_name_server
from .trust import connect_trust, keep_authority
from .wallet import connect_wallet

#: Tells a municipality where a stand-in is: (stand-ins' addresses by name, this town's own address without a slash
#: at the end). Called with the tenant set, at each start, for the ports may be others and keys are new then.
Connect = Callable[[Mapping[str, str], str], None]
CONNECT: list[Connect] = [
    connect_bundid,
    connect_wallet,
    connect_payment,
    connect_oidc,
    connect_trust,
    connect_dns,
]


class PortTakenError(RuntimeError):
    """Something else listens where a stand-in should; says so to people."""


def start_standins(host: str, port: int) -> list[Running]:
    """Start every stand-in, the first at ``port + 1``; raises ``PortTakenError``."""
    wanted = {name: port + number for number, name in enumerate(STANDINS, start=1)}
    for name, its_port in wanted.items():
        if not _is_free(host, its_port):
            raise PortTakenError(
                f"Port {its_port} is in use, but the stand-in '{name}' needs it (the demo takes ports {port} to"
                f" {port + len(wanted)}). Choose another with PORT=…, or end what listens there."
            )
    keep_authority()
    started = [launch(name, host=host, port=its_port) for name, its_port in wanted.items()]
    try:
        return [one.ready() for one in started]
    except RuntimeError as error:
        for one in started:
            one.process.terminate()
        raise PortTakenError(f"{error}; choose another place for it with PORT=…") from None


def connect_towns(running: list[Running], port: int) -> None:
    """Write into each municipality where the services are that it uses, and print them."""
    addresses = {one.name: one.url for one in running}
    use_name_server(addresses)
    for tenant in Tenant.objects.filter(slug__in=TOWNS):
        with use_tenant(tenant):
            for connect in CONNECT:
                connect(addresses, f"http://{tenant.slug}.localhost:{port}")
    typer.echo("\nStand-ins for services on the internet:")
    for name, address in addresses.items():
        typer.echo(f"  {name:<42} {address}")


def processes(running: list[Running]) -> list[subprocess.Popen[str]]:
    """What must be ended with the demo."""
    return [one.process for one in running]


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True
