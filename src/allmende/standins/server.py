"""What all stand-ins share: routes, forms, pages that say what they are, faults on demand.

Threads of the standard library serve it: a stand-in has one visitor, and starts in a tenth of a second.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LARGEST = 5_000_000
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:1rem;color:#111;background:#fff}"
    ".standin{background:#7a1f00;color:#fff;padding:.6rem 1rem;border-radius:.4rem;font-weight:600}"
    "label{display:block;margin:.8rem 0 .2rem}input,select,textarea{font:inherit;width:100%;box-sizing:border-box;"
    "padding:.5rem;border:1px solid #555;border-radius:.3rem}button{font:inherit;padding:.6rem 1.2rem;"
    "margin:1rem .6rem 0 0;border:0;border-radius:.3rem;background:#0b3d91;color:#fff;cursor:pointer}"
    "dt{font-weight:600}h1{overflow-wrap:anywhere}"
)


@dataclass(frozen=True)
class Request:
    """One request; ``query`` and ``form`` hold the last value of each name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    #: where this stand-in is reached, without a slash at the end
    base: str

    @property
    def form(self) -> dict[str, str]:
        return _last(self.body.decode(errors="replace"))

    def json(self) -> Any:
        """The body as JSON; raises ``ValueError``."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """A header by its name in any case; empty where there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


@dataclass(frozen=True)
class Response:
    body: bytes | str = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[[Request, Mapping[str, str]], Response]


def json_response(value: Any, status: int = 200, kind: str = "application/json") -> Response:
    """``value`` as JSON."""
    return Response(json.dumps(value), status, kind)


def redirect(address: str) -> Response:
    """Send the browser elsewhere (303)."""
    return Response(status=303, headers={"Location": address})


class StandIn:
    """A small server; ``title`` says whom it stands in for.

    Faults are switched on by ``POST /_faults`` with a JSON object (name → value) and asked for by ``self.faults``;
    ``GET /_faults`` says which the stand-in knows.
    """

    title = ""
    #: name of a fault → what the stand-in does then
    known_faults: Mapping[str, str] = {}

    def __init__(self) -> None:
        self.faults: dict[str, Any] = {}
        self._routes: list[tuple[str, list[str], View]] = []
        self.route("GET", "/_faults", lambda request, _: json_response(dict(self.known_faults)))
        self.route("POST", "/_faults", self._set_faults)

    def route(self, method: str, path: str, view: View) -> None:
        """Let ``view`` answer ``path``; ``{name}`` stands for one part of it."""
        self._routes.append((method, path.strip("/").split("/"), view))

    def opened(self, host: str, port: int) -> None:
        """Called once it listens, for what speaks another protocol beside HTTP."""

    def answer(self, request: Request) -> Response:
        """The response to one request."""
        parts = request.path.strip("/").split("/")
        for method, pattern, view in self._routes:
            found = _match(pattern, parts)
            if found is not None and method == request.method:
                return view(request, found)
        return Response(self.page("Not found", ""), 404)

    def page(self, heading: str, html: str) -> str:
        """A whole page that says what it is; ``html`` is trusted."""
        return (
            f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{escape(heading)}</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<style>{_STYLE}</style></head><body><header><p class="standin">Nachbildung zum Ausprobieren: '
            f"{escape(self.title)}. Keine echten Daten eingeben.</p></header><main>"
            f"<h1>{escape(heading)}</h1>{html}</main></body></html>"
        )

    def _set_faults(self, request: Request, _parts: Mapping[str, str]) -> Response:
        wanted = request.json()
        unknown = set(wanted) - set(self.known_faults)
        if unknown:
            return json_response({"unknown": sorted(unknown)}, 400)
        self.faults = {key: value for key, value in wanted.items() if value}
        return json_response(self.faults)


def serve(standin: StandIn, host: str, port: int) -> None:
    """Serve until stopped; ``port`` 0 takes a free one. The first line on standard output is the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            request = Request(
                self.command, parts.path, _last(parts.query), dict(self.headers.items()),
                self.rfile.read(min(length, LARGEST)), f"http://{self.headers.get('Host', '')}",
            )  # fmt: skip
            response = standin.answer(request)
            body = response.body.encode() if isinstance(response.body, str) else response.body
            self.send_response(response.status, HTTPStatus(response.status).phrase)
            for key, value in {"Content-Type": response.kind, **response.headers}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = _handle

        def log_message(self, *_arguments: Any) -> None:
            """Silent: what stand-ins are sent is nobody's business."""

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    standin.opened(host, server.server_address[1])
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "") else host  # noqa: S104
    sys.stdout.write(f"http://{shown}:{server.server_address[1]}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _last(query: str) -> dict[str, str]:
    return {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}


def _match(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(parts):
        return None
    found: dict[str, str] = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{"):
            found[wanted.strip("{}")] = part
        elif wanted != part:
            return None
    return found
