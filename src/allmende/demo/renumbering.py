"""New addresses for schools of the demo that change from DSL to fibre, and the name server that knows the old ones."""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from allmende.foundation.events.types import SYSTEM
from allmende.foundation.outgoing import call
from allmende.foundation.tables import TableRow
from allmende.provider.connectivity.actions import import_plan, start_check
from allmende.provider.connectivity.dnscheck import names_old
from allmende.provider.connectivity.models import RecordCheck
from allmende.provider.connectivity.plan import KIND, map_of
from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.importing.run import import_table
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.sample.make import SampleList
from allmende.provider.transitions.actions import announce_programme
from allmende.provider.transitions.loading import load_programme
from allmende.provider.transitions.models import Effect, Measure, Programme, Window

from .files import read_yaml

#: What the demo's processes read; see ``docs/operating.md``.
SERVER = "ALLMENDE_DNS_SERVER"


@transaction.atomic
def renumber(town: str, also: Institution) -> Programme:
    """New lines and a plan for some schools, ``also`` among them, in windows; the last ones are not settled yet."""
    content = read_yaml(town, "renumbering")
    programme = load_programme(content, by=None)
    measure = Measure.objects.get(programme=programme)
    blocks = _blocks(also, content["schools"])
    _build_lines(blocks, content["carrier"])
    import_plan(measure=measure, rows=_plan(blocks, content["new_block"]), by=None)
    # Placed first: announcing then writes each step with its day, once.
    windows = list(Window.objects.filter(measure=measure).order_by("starts_on"))
    Effect.objects.bulk_create(
        Effect(
            measure=measure, institution_id=block.institution_id, placed=Effect.Placed.HAND,
            window=windows[number * len(windows) // len(blocks)],
        )
        for number, block in enumerate(blocks)
        if block.institution_id is not None
    )  # fmt: skip
    announce_programme(programme=programme, by=None)
    return programme


def _blocks(also: Institution, wanted: int) -> list[Resource]:
    """Blocks of DSL lines: that of ``also``, then those of schools with a VPN."""
    rows = Resource.objects.filter(type="ip_block", institution__kind="school").exclude(fields__line="")
    lines = Resource.objects.filter(type="line", fields__technology__in=["dsl", "cable"])
    rows = rows.filter(institution__in=lines.values("institution")).order_by("institution__number")
    rows = rows.select_related("institution")
    with_vpn = Resource.objects.filter(type="vpn").values("institution")
    found = [*rows.filter(institution=also), *rows.filter(institution__in=with_vpn).exclude(institution=also)]
    return found[:wanted]


def _build_lines(blocks: list[Resource], carrier: str) -> None:
    """A new line for each school, being built; the last but one gets an ordinary one, not safe for administration."""
    columns = (
        "type",
        "number",
        "institution",
        "state",
        "technology",
        "down_mbit",
        "up_mbit",
        "carrier",
        "network",
    )
    networks = ["both"] * (len(blocks) - 2) + ["teaching", "both"]
    rows = [
        (
            "line",
            _new_line(block),
            block.institution.number,
            "planned",
            "fibre",
            "1000",
            "1000",
            carrier,
            network,
        )
        for block, network in zip(blocks, networks, strict=True)
        if block.institution is not None
    ]
    import_table(kind="resources", table=SampleList(columns, lambda: rows), actor=SYSTEM)


def _plan(blocks: list[Resource], new: str) -> list[TableRow]:
    """Old → new; the last one has no new address yet."""
    nets = [
        str(net)
        for net, _block in zip(ipaddress.ip_network(new).subnets(new_prefix=29), blocks[1:], strict=False)
    ]
    return [
        TableRow(line, {"old": block.number, "new": net, "line": _new_line(block)})
        for line, (block, net) in enumerate(zip(blocks, [*nets, ""], strict=True), start=2)
    ]


def _new_line(block: Resource) -> str:
    return f"{block.fields['line']}-G"


def use_name_server(addresses: Mapping[str, str]) -> None:
    """Let the demo's processes ask the stand-in, unless somebody chose another name server."""
    if "dns" in addresses:
        os.environ.setdefault(SERVER, f"127.0.0.1:{urlsplit(addresses['dns']).port}")


def connect_dns(addresses: Mapping[str, str], _town: str) -> None:
    """Tell the stand-in the records of the plan, some of them moved already, and have them asked for once."""
    measure = Measure.objects.filter(kind=KIND).select_related("programme").first()
    if measure is None or "dns" not in addresses:
        return
    call("POST", f"{addresses['dns']}/_records", body=json.dumps(_served(measure)).encode())
    if not RecordCheck.objects.filter(measure=measure).exists():
        start_check(measure=measure, by=None)


def _served(measure: Measure) -> list[Any]:
    """[name, type, values] of each record: by turns moved, as it was, old beside new, or gone."""
    map, found = map_of(measure), []
    rows = Resource.objects.filter(type="dns_record", institution__address_changes__measure=measure)
    for number, row in enumerate(rows.distinct().order_by("institution__number", "number")):
        kind, value = str(row.fields["kind"]), str(row.fields["value"])
        if not names_old(row.fields, map) or number % 7 == 6:
            continue
        new = map.replaced(value)
        if "?" in new:
            found.append([row.fields["host"], kind, [f'"{value}"' if kind == "TXT" else value]])
            continue
        if kind == "TXT":
            both = f"{value.removesuffix(' -all')} {new.removeprefix('v=spf1 ')}"
            values = [f'"{both if number % 2 else value}"']
        else:
            values = [[new], [value], [value, new]][number % 3]
        found.append([row.fields["host"], kind, values])
    return found
