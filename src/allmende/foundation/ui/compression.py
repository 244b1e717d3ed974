"""Pages are compressed on the wire, downloads are not: PDF, pictures and ZIP are compressed already."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/ld+json", "application/problem+json", "application/xml")


class PageCompressionMiddleware(GZipMiddleware):
    """gzip for whole pages of text.

    Against BREACH, which guesses a secret from the length of a page that also reflects what an attacker wrote: form
    tokens are masked anew in each page, session cookies do not travel with requests of other sites (SameSite), and up
    to a hundred random bytes blur the length (Heal the BREACH, Palacios et al. 2022).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(TEXT):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
