"""BPMN 2.0 XML as objects, with this project's own attributes on them."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

#: The namespace of our attributes and elements inside BPMN; the modeller uses the same description.
NAMESPACE = "urn:allmende:bpmn:1"
LARGEST = 4_000_000
_STRING = {"isAttr": True, "type": "String"}

#: How moddle (here and in the browser) describes an extension.
EXTENSION: dict[str, Any] = {
    "name": "Allmende",
    "uri": NAMESPACE,
    "prefix": "allmende",
    "xml": {"tagAlias": "lowerCase"},
    "types": [
        {
            "name": "Work",
            "extends": ["bpmn:Activity"],
            "properties": [
                {"name": name, **_STRING}
                for name in (
                    "unit", "role", "hint", "priority", "due", "dueDays", "action", "retries", "result", "answers",
                    "decision", "key",
                )
            ],
        },
        {
            "name": "Reopening",
            "extends": ["bpmn:Process"],
            "properties": [{"name": "reopen", **_STRING}],
        },
        {
            "name": "Responsible",
            "extends": ["bpmn:Lane"],
            "properties": [{"name": name, **_STRING} for name in ("unit", "role")],
        },
        {
            "name": "Throwing",
            "extends": ["bpmn:ThrowEvent"],
            "properties": [{"name": name, **_STRING} for name in ("action", "retries", "key")],
        },
        {
            "name": "Catching",
            "extends": ["bpmn:CatchEvent"],
            "properties": [{"name": name, **_STRING} for name in ("key", "result")],
        },
        {
            "name": "Repeating",
            "extends": ["bpmn:MultiInstanceLoopCharacteristics"],
            "properties": [{"name": name, **_STRING} for name in ("items", "item", "results")],
        },
        {
            "name": "Wait",
            "extends": ["bpmn:TimerEventDefinition"],
            "properties": [{"name": "workingDays", "isAttr": True, "type": "Boolean"}],
        },
        {
            "name": "Parameter",
            "superClass": ["Element"],
            "properties": [{"name": "name", **_STRING}, {"name": "value", **_STRING}],
        },
        {
            "name": "Output",
            "superClass": ["Element"],
            "properties": [{"name": "name", **_STRING}, {"name": "value", **_STRING}],
        },
    ],
}  # fmt: skip


class UnreadableProcessError(ValueError):
    """The text is no BPMN; the message says what is wrong, for people."""


@functools.lru_cache(maxsize=1)
def _moddle() -> Any:
    from bpmn_io.bpmn_moddle import create_moddle

    return create_moddle({"allmende": copy.deepcopy(EXTENSION)})  # the library writes into what it is given


def read_definitions(xml: str) -> tuple[Any, list[str]]:
    """(bpmn:Definitions, warnings of the reader). Raises ``UnreadableProcessError``."""
    if len(xml) > LARGEST:
        raise UnreadableProcessError(_("This file is too large for a process (more than 4 MB)."))
    if "<!DOCTYPE" in xml[:2000].upper() or "<!ENTITY" in xml.upper():
        raise UnreadableProcessError(_("This file defines XML entities; a process file has none."))
    try:
        result = _moddle().from_xml(xml)
    except RecursionError:
        raise UnreadableProcessError(_("This file is nested too deeply for a process.")) from None
    except Exception as error:  # the reader raises many kinds; each means the same to the person who uploads
        raise UnreadableProcessError(_("This file is not BPMN 2.0: %(error)s") % {"error": error}) from error
    if result.root_element is None or kind_of(result.root_element) != "Definitions":
        raise UnreadableProcessError(_("This file is not BPMN 2.0: it has no definitions."))
    return result.root_element, [str(getattr(warning, "message", warning)) for warning in result.warnings]


def kind_of(element: Any) -> str:
    """The element's type without its prefix for BPMN's own (``UserTask``), with it for others' (``bioc:…``)."""
    return str(element.type_).removeprefix("bpmn:")


def child_of(element: Any, name: str) -> Any | None:
    """What an element has under ``name``, or None: the reader's own "undefined" is falsy but not None."""
    if isinstance(element, str):  # a reference to what is not in the file
        return None
    value = element.get(name)
    return value if value or value is False else None


def text_of(element: Any, name: str) -> str:
    """An attribute as text, empty where it is not there."""
    value = child_of(element, name)
    return "" if value is None else str(value).strip()


def body_of(element: Any, name: str) -> str:
    """The text inside a child such as ``conditionExpression``, empty where it is not there."""
    child = child_of(element, name)
    return "" if child is None else text_of(child, "body")


def children(element: Any, name: str) -> Iterator[Any]:
    """The children in a collection such as ``flowElements``."""
    yield from child_of(element, name) or ()


def parameters_of(element: Any) -> dict[str, str]:
    """Our ``<allmende:parameter name value>`` inside an element's extension elements."""
    return _named_values(element, "allmende:Parameter")


def outputs_of(element: Any) -> dict[str, str]:
    """Our ``<allmende:output name value>``: what a called process gives back."""
    return _named_values(element, "allmende:Output")


def _named_values(element: Any, kind: str) -> dict[str, str]:
    extension = child_of(element, "extensionElements")
    found = children(extension, "values") if extension is not None else ()
    return {
        text_of(value, "name"): text_of(value, "value")
        for value in found
        if getattr(value, "type_", "") == kind
    }
