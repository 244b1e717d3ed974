"""``allmende standin NAME``: one stand-in, until stopped."""

from __future__ import annotations

import importlib
import signal
from typing import Annotated

import typer

from .server import StandIn, serve

#: name → module with a class ``Server``; imported only when it is run. The order gives the demo's ports.
STANDINS: dict[str, str] = {
    "bank": "allmende.standins.bank",
    "bundid": "allmende.standins.bundid",
    "payment": "allmende.standins.payment",
    "wallet": "allmende.standins.wallet",
    "trust": "allmende.standins.trust",
    "oidc": "allmende.standins.oidc",
    "dns": "allmende.standins.dns",
}


def make(name: str) -> StandIn:
    """The stand-in of that name; raises ``KeyError``."""
    made: StandIn = importlib.import_module(STANDINS[name]).Server()
    return made


def standin(
    name: Annotated[str, typer.Argument(help="Which one: " + ", ".join(STANDINS))],
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0: any that is free.")] = 0,
) -> None:
    """Run a stand-in for a service on the internet, to try Allmende without it; prints its address.

    Example: allmende standin bundid --port 8001
    """
    if name not in STANDINS:
        raise typer.BadParameter(f"There is no stand-in {name!r}; there are: {', '.join(STANDINS)}.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    serve(make(name), host, port)


def main() -> None:
    """``python -m allmende.standins``: the same without loading the rest of Allmende."""
    typer.run(standin)
