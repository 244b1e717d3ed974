"""What a service task may call: typed actions, registered by the apps that know how to do them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from pydantic import BaseModel

from allmende.foundation.registry import Registry

P = TypeVar("P", bound=BaseModel)


@dataclass(frozen=True)
class Shown:
    """How people know a parameter: its label, what is written there, and what a constant text names: an ``office``,
    a ``letter``, ``message`` or ``decision`` template of the procedure; empty: nothing. ``choices``: the constants
    with their words, where there are only so many. Stands in the annotation of its field.
    """

    label: str | Promise
    help: str | Promise = ""
    names: str = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True)
class ActionContext(Generic[P]):
    """What an action gets: the subject ("case:<uuid>"), its parameters (CEL already evaluated), the variables.

    ``key`` is the idempotency key: the same for every attempt of one step.
    """

    subject: str
    parameters: P
    variables: dict[str, Any]
    key: uuid.UUID
    instance_id: uuid.UUID
    element: str


@dataclass(frozen=True)
class ServiceAction(Generic[P]):
    """A service task's action: ``run`` returns variables to set, or None.

    A ``transactional`` action runs in the transaction that moves the process on, so its rows are written exactly
    once; one that speaks to other systems is not transactional: it runs before and may run twice with one key.
    An exception means "try again later", and after the last attempt an incident. ``ProcessError(code)`` is an error
    in the sense of BPMN: the model says how it goes on. An ``internal`` action is the engine's own.
    ``sets``: the variables that it sets, with their words.
    """

    key: str
    label: str | Promise
    parameters: type[P]
    run: Callable[[ActionContext[P]], dict[str, Any] | None]
    transactional: bool = True
    internal: bool = False
    sets: tuple[tuple[str, str | Promise], ...] = ()


#: key → action; register from ``AppConfig.ready()``.
service_actions: Registry[ServiceAction[Any]] = Registry("service action")


class NoParameters(BaseModel):
    """An action without parameters."""


def parameter_words(parameters: type[BaseModel], name: str) -> Shown:
    """How people know a parameter of an action; one without words, or not declared at all, goes by its key."""
    field = parameters.model_fields.get(name)
    found = (item for item in (field.metadata if field else ()) if isinstance(item, Shown))
    return next(found, Shown(name))
