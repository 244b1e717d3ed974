"""What stands in the navigation: each app registers its own entries from ``AppConfig.ready()``.

navigation.register(Entry("search", _("Search"), "website:search", area="public", order=20))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from allmende.foundation.registry import Registry

#: "own" stands on the page of the account itself.
Area = Literal["public", "staff", "account", "own", "footer"]


def everyone(request: HttpRequest) -> bool:
    """The default: an entry that anybody sees."""
    return True


@dataclass(frozen=True)
class Entry:
    """One link: shown where its URL name exists (without arguments) and ``visible(request)`` holds.

    ``count`` gives a small number beside the label; it runs on every page of its area, so it must be cheap.
    ``post`` makes it a button that posts (log out). ``label`` is a lazy translation.
    """

    key: str
    label: str | Promise
    url_name: str
    area: Area = "public"
    order: int = 100
    visible: Callable[[HttpRequest], bool] = everyone
    count: Callable[[HttpRequest], int | None] | None = None
    post: bool = False


@dataclass(frozen=True)
class Link:
    """An entry as one request sees it."""

    key: str
    label: str
    url: str
    current: bool
    post: bool
    count: int | None


navigation: Registry[Entry] = Registry("navigation entry")


@lru_cache(maxsize=256)
def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def links(request: HttpRequest, area: Area) -> list[Link]:
    """The links of ``area`` for this request, in order; the longest address that holds this page is current."""
    return [
        Link(
            key=key,
            label=str(navigation[key].label),
            url=_url(navigation[key].url_name) or "",
            current=current,
            post=navigation[key].post,
            count=count,
        )
        for key, current, count in shown(request, area)
    ]


def shown(request: HttpRequest, area: Area) -> tuple[tuple[str, bool, int | None], ...]:
    """Of each link of ``area`` that this request sees: its key, whether it is current, and its count."""
    found = [(entry, url) for entry, url in _in_order(area, len(navigation)) if entry.visible(request)]
    here = max((url for _entry, url in found if _contains(url, request.path)), key=len, default="")
    return tuple(
        (entry.key, url == here, entry.count(request) if entry.count else None) for entry, url in found
    )


@lru_cache(maxsize=64)
def _in_order(area: Area, size: int) -> tuple[tuple[Entry, str], ...]:
    """The entries of ``area`` that lead anywhere, with their addresses; ``size``: of the registry, which only grows."""
    entries = sorted(navigation, key=lambda entry: entry.order)
    return tuple((entry, url) for entry in entries if entry.area == area and (url := _url(entry.url_name)))


def _contains(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
