from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from allmende.base.directory.models import Topic
from allmende.base.directory.queries import services, topics, units

_FIXED = ("start", "situations", "subjects", "businesses", "offices")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address (sitemaps.org, protocol 0.9)."""
    lines = "".join(_entries(request))
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return HttpResponse(f"{text}{lines}</urlset>\n", content_type="application/xml")


def _entries(request: HttpRequest) -> Iterator[str]:
    base = request.build_absolute_uri("/").rstrip("/")
    for name in _FIXED:
        yield _entry(base + reverse(f"website:{name}"))
    for kind, name in ((Topic.Kind.SITUATION, "situation"), (Topic.Kind.SUBJECT, "subject")):
        for key in topics(kind).values_list("key", flat=True):
            yield _entry(base + reverse(f"website:{name}", args=[key]))
    for key in units().values_list("key", flat=True):
        yield _entry(base + reverse("website:office", args=[key]))
    pattern = base + reverse("website:service", args=["SLUG"])
    for slug, changed in services().order_by("name").values_list("slug", "changed_at"):
        yield _entry(pattern.replace("SLUG", slug), f"{changed:%Y-%m-%d}")


def _entry(url: str, changed: str = "") -> str:
    modified = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(url)}</loc>{modified}</url>\n"


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: the public pages, no searches."""
    lines = (
        "User-agent: *",
        f"Disallow: {reverse('website:search')}",
        "Disallow: /api/",
        f"Sitemap: {request.build_absolute_uri(reverse('website:sitemap'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
