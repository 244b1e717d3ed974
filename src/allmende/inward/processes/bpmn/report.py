"""What an imported file contains, and what keeps it from running: a to-do list by element."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.base.workflow.checks import check_process
from allmende.base.workflow.findings import Finding
from allmende.base.workflow.moddle import UnreadableProcessError, read_definitions

from .outline import CONTAINERS, FLOW_NODES, count_elements, drawn_ids, processes, scopes
from .tree import BPMN, BPMNDI, OURS, Element, as_text, by_id, kind, local, parse


@dataclass(frozen=True)
class Report:
    """``elements`` counts what can be drawn (see docs/processes.md); ``todo`` are the errors by element."""

    processes: list[str]
    elements: int
    executable: bool
    todo: list[Finding]
    warnings: list[str]


def report_on(content: bytes) -> Report:
    """Read a file and say what it holds; raises ``UnreadableModelError`` only where it is no BPMN at all."""
    root = parse(content)
    findings = findings_of(content)
    errors = [finding for finding in findings if finding.level == "error"]
    hints = [str(finding) for finding in findings if finding.level == "warning"]
    return Report(
        processes=[process.get("id") or "" for process in processes(root)],
        elements=count_elements(root),
        executable=not errors,
        todo=errors,
        warnings=[*_reading_warnings(content), *_oddities(root), *hints],
    )


def findings_of(content: bytes) -> list[Finding]:
    """What publishing as a running process would name; where several processes could run, each one's findings."""
    root = _bare(parse(content))
    found = check_process(_text(root))
    if all(finding.level == "warning" for finding in found):
        return found
    ids = by_id(root)
    full = [process for process in processes(root) if next(scopes(process, ids)).nodes]
    if len(full) < 2 or sum(process.get("isExecutable") == "true" for process in full) == 1:
        return found
    for chosen in full:
        found += check_process(_text(_alone(root, chosen)))
    return list(dict.fromkeys(found))


def _bare(root: Element) -> Element:
    """Without layout and the settings of other tools, which no check reads: half of a file, and of the time."""
    for part in list(root.iter(f"{{{BPMNDI}}}BPMNDiagram")):
        part.getparent().remove(part)
    for extension in list(root.iter(f"{{{BPMN}}}extensionElements")):
        for part in [part for part in extension if local(part) and not part.tag.startswith(f"{{{OURS}}}")]:
            extension.remove(part)
    return root


def _alone(root: Element, chosen: Element) -> Element:
    """A copy in which this process is the only one, and marked as running."""
    made = copy.deepcopy(root)
    place = [*root].index(chosen)
    kept = made[place]
    for part in [part for part in made if kind(part) in ("process", "collaboration") and part is not kept]:
        made.remove(part)
    kept.set("isExecutable", "true")
    return made


def _text(root: Element) -> str:
    from lxml import etree

    return str(etree.tostring(root, encoding="unicode"))


def _reading_warnings(content: bytes) -> list[str]:
    try:
        return list(dict.fromkeys(read_definitions(as_text(content))[1]))
    except UnreadableProcessError as error:
        return [str(error)]


def _oddities(root: Element) -> list[str]:
    """What a person should know about the file: keys used twice, steps that the diagram does not show."""
    keys = Counter(e.get("id") for e in root.iter() if kind(e) and e.get("id"))
    twice = sorted(key for key, number in keys.items() if number > 1)
    found = []
    if twice:
        found.append(_("These keys are used more than once: %(keys)s") % {"keys": ", ".join(twice[:10])})
    drawn = drawn_ids(root)
    hidden = [
        e for e in root.iter() if kind(e) in FLOW_NODES and e.get("id") not in drawn and _shown(e, drawn)
    ]
    if drawn and hidden:
        text = ngettext(
            "%(n)s step is not in the diagram: %(keys)s",
            "%(n)s steps are not in the diagram: %(keys)s",
            len(hidden),
        )
        found.append(text % {"n": len(hidden), "keys": ", ".join(str(e.get("id")) for e in hidden[:10])})
    return found


def _shown(element: Element, drawn: set[str]) -> bool:
    """Whether one would expect to see the element: what is in a closed sub-process need not be drawn."""
    parents = [parent for parent in element.iterancestors() if kind(parent) in CONTAINERS]
    inside = {child.get("id") for parent in parents[:1] for child in parent}
    return not parents or bool(inside & drawn)
