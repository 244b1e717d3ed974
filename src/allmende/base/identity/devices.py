"""What a person calls the device she logged in with."""

from __future__ import annotations

from django.http import HttpRequest

_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac",
    "Linux": "Linux",
}  # fmt: skip


def device_of(request: HttpRequest) -> str:
    """Browser and system such as "Firefox, Android"; empty where the browser does not say."""
    agent = request.headers.get("User-Agent", "")
    names = (_first(agent, _BROWSERS), _first(agent, _SYSTEMS))
    return ", ".join(name for name in names if name)


def _first(agent: str, names: dict[str, str]) -> str:
    return next((name for mark, name in names.items() if mark in agent), "")
