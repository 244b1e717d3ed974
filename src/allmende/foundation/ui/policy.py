"""What browsers are told with every page: the content security policy (W3C CSP level 3), and what not to keep."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: What csp's decorators leave on a response that wants a policy of its own.
_OWN = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace")


class PolicyMiddleware(CSPMiddleware):  # type: ignore[misc]
    """The same header on all pages; only a response with a policy of its own has it built anew."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if any(hasattr(response, name) for name in _OWN):
            special: HttpResponseBase = super().process_response(request, response)
            return special
        response.headers.setdefault(HEADER, self._policy)
        if request.COOKIES and "Cache-Control" not in response.headers:
            # Whoever has a cookie may see her own data: the next one at this computer finds none of it.
            response.headers["Cache-Control"] = "private, no-store"
        return response

    @cached_property
    def _policy(self) -> str:
        return str(build_policy(**asdict(self.get_policy_parts(HttpRequest(), HttpResponseBase()))))
