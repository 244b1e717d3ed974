"""A citizen without JavaScript: loads pages, fills in what it is told, presses the button."""

from __future__ import annotations

import html
import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import randrange
from urllib.parse import urlencode, urljoin, urlsplit

FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>.*?</form>", re.S | re.I)
TAG = re.compile(r"<(?:input|button)\b[^>]*>", re.I)
ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"", re.I)
ACTION = re.compile(r"<form\b[^>]*\baction=\"([^\"]*)\"", re.I)


@dataclass
class Page:
    """What came back: status, final path, and the HTML."""

    status: int
    path: str
    text: str

    def forms(self) -> list[str]:
        """The forms that post, as HTML, in order."""
        return FORM.findall(self.text)


@dataclass
class Robot:
    """One visitor with cookies and one kept connection. Not for several threads at once."""

    port: int
    host: str = "localhost"
    cookies: dict[str, str] = field(default_factory=dict)
    #: each at an address of its own, where the server believes a proxy: what is limited, is limited by address
    address: str = field(default_factory=lambda: f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}")
    #: What asks who somebody is: where a redirect leads there, it need not be loaded.
    doors: tuple[str, ...] = ()
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Page:
        return self._follow("GET", path, None)

    def post(self, path: str, data: Mapping[str, str]) -> Page:
        return self._follow("POST", path, urlencode(data))

    def submit(self, page: Page, data: Mapping[str, str], *, having: str = "") -> Page:
        """Send the first posting form of ``page`` that contains ``having``, with ``data`` over its hidden fields."""
        for form in page.forms():
            if having in form:
                action = ACTION.search(form)
                target = urljoin(page.path, html.unescape(action.group(1))) if action else page.path
                return self.post(target, {**hidden(form), **data})
        raise LookupError(f"no form with {having!r} at {page.path} ({page.status}): {page.text[:300]}")

    def _follow(self, method: str, path: str, body: str | None) -> Page:
        for _ in range(10):
            status, location, text = self._once(method, path, body)
            if status not in (301, 302, 303, 307):
                return Page(status, path, text)
            target = urlsplit(urljoin(path, location))
            if target.netloc not in ("", self.host, f"{self.host}:{self.port}"):
                return Page(status, path, "")  # somebody else's site
            path, method, body = target.path, "GET", None
            if self.doors and path.startswith(self.doors):
                return Page(status, path, "")
        raise RuntimeError(f"too many redirects at {path}")

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        headers = {
            "Host": f"{self.host}:{self.port}",
            "Accept-Language": "de",
            "X-Forwarded-For": self.address,
        }
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://{self.host}:{self.port}"
        response = self._send(method, path, body, headers)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response.status, response.getheader("Location", ""), response.read().decode("utf8", "replace")

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """Send over the kept connection; where the server has closed it meanwhile, over a new one."""
        kept, self._connection = self._connection, None
        for connection in (kept, http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)):
            if connection is None:
                continue
            try:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                connection.close()
                if connection is not kept:
                    raise
            else:
                self._connection = connection
                return response
        raise RuntimeError("unreachable")


def hidden(form: str) -> dict[str, str]:
    """The names and values of a form's hidden inputs."""
    found = {}
    for tag in TAG.findall(form):
        attributes = {name.lower(): html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = attributes.get("value", "")
    return found
