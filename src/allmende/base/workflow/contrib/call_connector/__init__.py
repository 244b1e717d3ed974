"""Call another system: one HTTP POST of JSON, with an idempotency key, to a server that the operator has allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from allmende.base.workflow.credentials.queries import NoCredentialError, headers_for
from allmende.base.workflow.engine import ProcessError, StuckError
from allmende.base.workflow.engine.activities import as_json
from allmende.base.workflow.origins import NotAllowedError, origin_of
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown

from .http import RefusedError, check_address, post


def _allowed(address: str) -> str:
    check_address(address)
    return address


class Parameters(BaseModel):
    """``url`` on a server in ``ALLMENDE_CONNECTOR_HOSTS``; ``result`` names the variable that takes the answer's JSON.

    ``credential`` names the access with which the call is let in. All other parameters are the fields of the JSON
    object that is sent.
    """

    model_config = ConfigDict(extra="allow")

    url: Annotated[
        str,
        AfterValidator(_allowed),
        Shown(
            gettext_lazy("Address of the other system"),
            gettext_lazy("It must be one that the operator allows."),
        ),
    ]
    credential: Annotated[
        str,
        Field(pattern=r"^[a-z0-9_-]*$", max_length=60),
        Shown(
            gettext_lazy("Name of the access"),
            gettext_lazy("Where the other system asks who calls: an access that operators have set."),
        ),
    ] = ""
    result: Annotated[
        str,
        Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$", max_length=60),
        Shown(gettext_lazy("Name of the value that takes the answer")),
    ] = ""


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    """An answer 4xx is an error ``http-404`` and so on, which the model may catch; 5xx and silence are tried again."""
    wanted = context.parameters
    body = {name: as_json(value) for name, value in (wanted.model_extra or {}).items()}
    try:
        answer = post(wanted.url, body, key=str(context.key), let_in=_let_in(wanted))
    except (NotAllowedError, NoCredentialError) as error:
        raise StuckError(str(error)) from error
    except RefusedError as error:
        text = _("The other system refused the call with the status %(status)s.") % {"status": error.status}
        raise ProcessError(f"http-{error.status}", text) from error
    return {wanted.result: answer} if wanted.result else None


def _let_in(wanted: Parameters) -> Callable[[str], Mapping[str, str]]:
    """The credential goes to its own server only: the one that the step calls. Where that leads to another one, the
    call goes there without it."""
    first = origin_of(wanted.url)
    if not wanted.credential:
        return lambda _origin: {}
    return lambda origin: headers_for(wanted.credential, origin) if origin == first else {}


ACTION = ServiceAction(
    "call_connector", gettext_lazy("Call another system"), Parameters, run, transactional=False
)
