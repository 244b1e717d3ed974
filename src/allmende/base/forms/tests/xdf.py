"""Small XDatenfelder files, written by the test itself."""

from __future__ import annotations

from xml.sax.saxutils import escape

NS = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0"


def number(name: str) -> str:
    """``F1`` as the full id."""
    return f"{name[0]}{int(name[1:]):011d}"


def full(text: str) -> str:
    """A rule in which ids are written as F1, G2."""
    import re

    return re.sub(r"\b([FG])(\d{1,3})\b", lambda m: number(m[0]), text)


def common(name: str, label: str) -> str:
    return (
        f"<identifikation><id>{number(name)}</id><version>1.0.0</version></identifikation>"
        f"<name>{escape(label)}</name><bezeichnungEingabe>{escape(label)}</bezeichnungEingabe>"
    )


def rule_xml(text: str, name: str = "R1", version: str = "1.0.0") -> str:
    return (
        f"<regel><identifikation><id>{number(name)}</id><version>{version}</version></identifikation>"
        f"<name>Regel</name><freitextRegel>{escape(full(text))}</freitextRegel></regel>"
    )


def field(
    name: str, label: str, data: str = "text", anzahl: str = "0:1", codes: dict | None = None, **limits
) -> str:
    kind = "select" if codes else "input"
    values = "".join(
        f"<wert><code>{c}</code><name>{escape(n)}</name></wert>" for c, n in (codes or {}).items()
    )
    bounds = " ".join(f'{key}="{escape(str(value))}"' for key, value in limits.items())
    return (
        f"<struktur><anzahl>{anzahl}</anzahl><enthaelt><datenfeld>{common(name, label)}"
        f"<feldart><code>{kind}</code></feldart><datentyp><code>{data}</code></datentyp>"
        + (f"<praezisierung {bounds}/>" if limits else "")
        + (f"<werte>{values}</werte>" if codes else "")
        + "</datenfeld></enthaelt></struktur>"
    )


def group(name: str, label: str, *items: str, anzahl: str = "1:1", rules: tuple[str, ...] = ()) -> str:
    carried = "".join(rule_xml(text, f"R{index + 50}") for index, text in enumerate(rules))
    return (
        f"<struktur><anzahl>{anzahl}</anzahl><enthaelt><datenfeldgruppe>{common(name, label)}{carried}"
        f"{''.join(items)}</datenfeldgruppe></enthaelt></struktur>"
    )


def schema(*items: str, rules: tuple[str, ...] = ()) -> bytes:
    carried = "".join(rule_xml(text, f"R{index + 1}") for index, text in enumerate(rules))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><x:message xmlns:x="{NS}" xmlns="{NS}">'
        f"<stammdatenschema>{common('S1', 'Probe')}{carried}{''.join(items)}</stammdatenschema></x:message>"
    ).encode()
