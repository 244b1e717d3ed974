"""The one API of the installation, at ``/api/v1/``; ``config`` adds each app's router."""

from __future__ import annotations

from ninja import NinjaAPI

from .problems import map_errors
from .throttle import PerClient

#: Requests a minute, for one client and one process.
LIMIT = 300

public = NinjaAPI(
    title="Allmende",
    version="1",
    description=(
        "Open data of a municipality: services, units, topics and addresses. No log-in is needed. "
        "Lists are pages: pass `next` of one page as `after` to get the following one. "
        "Errors are problem details (RFC 9457)."
    ),
    urls_namespace="api",
    docs_url=None,  # its page loads scripts from elsewhere
    throttle=[PerClient(limit=LIMIT, seconds=60)],
)
map_errors(public)
