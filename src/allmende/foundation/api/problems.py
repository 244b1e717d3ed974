"""One error shape for the whole API: problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as RequestError

from allmende.foundation.limits.actions import TooOftenError

logger = logging.getLogger("django.request")
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """What went wrong, for a program (``type``, ``status``) and for its user (``title``, ``detail``)."""

    def __init__(
        self, status: int, title: str, detail: str = "", *, type: str = "about:blank", **more: Any
    ) -> None:
        super().__init__(title)
        self.status = status
        self.body = {"type": type, "title": title, "status": status}
        self.body |= ({"detail": detail} if detail else {}) | more


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The response for ``problem``."""
    text = json.dumps(problem.body, ensure_ascii=False, default=str)
    return HttpResponse(text, status=problem.status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def map_errors(api: NinjaAPI) -> None:
    """Make ``api`` answer every error as a problem."""
    api.add_exception_handler(Problem, _on_problem)
    api.add_exception_handler(RequestError, _on_bad_request)
    api.add_exception_handler(ValidationError, _on_invalid)
    api.add_exception_handler(Http404, _on_missing)
    api.add_exception_handler(PermissionDenied, _on_forbidden)
    api.add_exception_handler(AuthenticationError, _on_unknown)
    api.add_exception_handler(TooOftenError, _on_too_often)
    api.add_exception_handler(Throttled, _on_throttled)
    api.add_exception_handler(HttpError, _on_http_error)
    if not settings.DEBUG:
        api.add_exception_handler(Exception, _on_fault)


def _on_problem(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(error)


def _on_bad_request(request: HttpRequest, error: Any) -> HttpResponse:
    faults = [
        {"in": ".".join(str(part) for part in fault["loc"]), "reason": fault["msg"]} for fault in error.errors
    ]
    return problem_response(Problem(422, _("The request cannot be understood."), errors=faults))


def _on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(Problem(422, _("These values cannot be used."), "; ".join(error.messages)))


def _on_missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(Problem(404, _("There is nothing under this address.")))


def _on_forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(Problem(403, _("You may not do this.")))


def _on_unknown(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(Problem(401, _("Please log in.")), {"WWW-Authenticate": "Bearer"})


def _on_too_often(request: HttpRequest, error: Any) -> HttpResponse:
    problem = Problem(429, _("Too many requests. Please wait a little."))
    return problem_response(problem, {"Retry-After": str(error.retry_after)})


def _on_throttled(request: HttpRequest, error: Any) -> HttpResponse:
    return _on_too_often(request, TooOftenError(int(error.wait or 0) + 1))


def _on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(Problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error)))


def _on_fault(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("fault in the API: %s", request.path, exc_info=error)
    return problem_response(Problem(500, _("This did not work. We have been told.")))
