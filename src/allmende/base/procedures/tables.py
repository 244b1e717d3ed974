"""A procedure's decision tables: ``decisions/*.dmn``, each decision known by its id.

Process and form ask the same tables: the process by a business rule task, the form by ``tables.<id>`` in an
expression, which publication writes out. So what the form shows as the expected fee is what is decided later.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from allmende.base.workflow.decisions.actions import publish_decision
from allmende.base.workflow.decisions.as_cel import as_cel
from allmende.base.workflow.decisions.compiled import Decisions
from allmende.base.workflow.decisions.findings import DecisionRefusedError
from allmende.base.workflow.decisions.queries import compiled_decision
from allmende.base.workflow.decisions.reading import read_decisions
from allmende.base.workflow.decisions.results import DecisionError
from allmende.foundation.events.types import Actor

from .folder import Folder, FolderError
from .parameters import each_expression

_NAMED = re.compile(r"(?<![\w.])tables\.(\w+)")


def tables_of(folder: Folder) -> dict[str, Decisions]:
    """Decision id → the tables it stands in; files that cannot be read are left to the check."""
    found: dict[str, Decisions] = {}
    for text in folder.decisions().values():
        decisions, _findings = read_decisions(text)
        if decisions is not None:
            found.update(dict.fromkeys(decisions.names, decisions))
    return found


def publish_tables(folder: Folder, actor: Actor) -> dict[str, UUID]:
    """Publish every file of tables; decision id → version. Raises ``FolderError`` with all findings of a file."""
    versions: dict[str, UUID] = {}
    for path, text in folder.decisions().items():
        key = f"{folder.manifest.key}-{PurePosixPath(path).stem}"[:120]
        try:
            version = publish_decision(key=key, dmn=text, actor=actor)
        except DecisionRefusedError as error:
            raise FolderError(f"{path}: {line}" for line in str(error).splitlines()) from error
        versions.update(dict.fromkeys(compiled_decision(version).names, version.pk))
    return versions


def with_tables(form: dict[str, Any], folder: Folder) -> dict[str, Any]:
    """The form with every ``tables.<id>`` in its expressions written out; raises ``FolderError`` where one cannot be.

    Tables read ``answers.<path>`` as processes do; in the form the answer is called by its path alone.
    """
    known = tables_of(folder)
    if not known:
        return form
    wrong: list[str] = []

    def written(found: re.Match[str]) -> str:
        try:
            if found[1] not in known:
                return found[0]
            return f"({as_cel(known[found[1]], found[1], _in_form)})"
        except DecisionError as error:
            wrong.append(str(error))
            return found[0]

    changed: dict[str, Any] = each_expression(form, lambda text: _NAMED.sub(written, text))
    if wrong:
        raise FolderError(wrong)
    return changed


def _in_form(name: str) -> str:
    return name.removeprefix("answers.")
