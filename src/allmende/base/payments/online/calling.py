"""Calls to payment services: OAuth 2.0 client credentials, JSON, and what each failure means for the money."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field, SecretStr, ValidationError

from allmende.foundation.outgoing import Answer, UnreachableError, call

from .providers import AnswerLostError, RefusedError, StrangeError, UnavailableError

#: A payer waits for it.
SECONDS = 8.0


class _Token(BaseModel):
    access_token: str = Field(min_length=1, max_length=8000, pattern=r"^[\x21-\x7e]+$")
    token_type: str


def bearer(address: str, client: str, secret: SecretStr, *, basic: bool) -> dict[str, str]:
    """The header that lets us in (RFC 6749, 4.4); raises ``UnavailableError``, or ``RefusedError`` for bad secrets."""
    body = "grant_type=client_credentials"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if basic:
        pair = f"{client}:{secret.get_secret_value()}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    else:
        from urllib.parse import urlencode

        body += "&" + urlencode({"client_id": client, "client_secret": secret.get_secret_value()})
    try:
        answer = call("POST", address, body=body.encode(), headers=headers, seconds=SECONDS)
        if answer.status in (400, 401, 403):
            raise RefusedError("credentials")
        if not answer.ok:
            raise UnavailableError(f"status {answer.status}")
        token = _Token.model_validate(answer.json())
    except (UnreachableError, ValueError) as error:
        raise UnavailableError("no token") from error
    if token.token_type.lower() != "bearer":
        raise UnavailableError("no bearer token")
    return {"Authorization": f"Bearer {token.access_token}"}


def ask(
    method: str, address: str, headers: Mapping[str, str], body: Mapping[str, Any] | None = None
) -> Answer:
    """One call; raises ``AnswerLostError`` where nobody answers, or the gateway in front of the service does."""
    sent = None if body is None else json.dumps(body, default=_number).encode()
    extra = {"Accept": "application/json"} | ({} if sent is None else {"Content-Type": "application/json"})
    try:
        answer = call(method, address, body=sent, headers={**headers, **extra}, seconds=SECONDS)
    except UnreachableError as error:
        raise AnswerLostError(str(error)) from error
    except ValueError as error:
        raise UnavailableError("its address is not safe") from error
    if answer.status >= 500:
        raise AnswerLostError(f"status {answer.status}")
    return answer


def read(model: type[BaseModel], answer: Answer) -> Any:
    """The answer as ``model``, amounts exact; raises ``StrangeError``."""
    try:
        return model.model_validate(json.loads(answer.body, parse_float=Decimal))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise StrangeError(f"{where}: {error.errors()[0]['type']}") from None
    except ValueError:
        raise StrangeError("no JSON") from None


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)
