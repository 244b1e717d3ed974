"""Decision tables in few words: ``dmn(table("fee", ["dogs: number"], ["fee: number"], "1 | 96", "> 1 | 132"))``."""

from __future__ import annotations

from html import escape

from allmende.base.workflow.decisions.compiled import Decisions
from allmende.base.workflow.decisions.reading import read_decisions

SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(*elements: str, space: str = SPACE, more: str = "") -> str:
    """A file with these elements."""
    return f'<definitions xmlns="{space}" id="file" name="File" namespace="t" {more}>{"".join(elements)}</definitions>'


def table(
    key: str,
    inputs: list[str],
    outputs: list[str],
    *rules: str,
    policy: str = "UNIQUE",
    aggregation: str = "",
    needs: str = "",
    inside: str = "",
) -> str:
    """A decision: columns as ``expression: type [allowed]``, rules as cells between ``|``, a note after ``#``."""
    head = f' hitPolicy="{policy}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    wanted = "".join(
        f'<informationRequirement><requiredDecision href="#{need}"/></informationRequirement>'
        for need in needs.split()
    )
    columns = "".join(_input(text) for text in inputs) + "".join(_output(text) for text in outputs)
    rows = "".join(_rule(number, text, len(inputs)) for number, text in enumerate(rules, 1))
    return (
        f'<decision id="{key}" name="{key}"><variable name="{key}"/>{wanted}'
        f'<decisionTable id="t_{key}"{head}>{columns}{rows}</decisionTable>{inside}</decision>'
    )


def _column(text: str) -> tuple[str, str, str]:
    text, _, allowed = text.partition(" [")
    name, _, kind = text.rpartition(":")
    return (name or kind).strip(), kind.strip() if name else "", allowed.removesuffix("]")


def _input(text: str) -> str:
    name, kind, allowed = _column(text)
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    typed = f' typeRef="{kind}"' if kind else ""
    return f"<input><inputExpression{typed}><text>{escape(name)}</text></inputExpression>{values}</input>"


def _output(text: str) -> str:
    name, kind, values = _column(text)
    values, _, default = values.partition(" default ")
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    else_ = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f'<output name="{name}" typeRef="{kind}">{listed}{else_}</output>'


def _rule(number: int, text: str, inputs: int) -> str:
    text, _, note = text.partition(" # ")
    cells = [escape(cell.strip()) for cell in text.split("|")]
    entries = "".join(
        f"<{tag}Entry><text>{cell}</text></{tag}Entry>"
        for tag, cell in (
            (("input" if place < inputs else "output"), cell) for place, cell in enumerate(cells)
        )
    )
    return f'<rule id="r{number}"><description>{escape(note)}</description>{entries}</rule>'


def formula(key: str, text: str, needs: str = "") -> str:
    """A decision that is a formula."""
    wanted = "".join(
        f'<informationRequirement><requiredDecision href="#{need}"/></informationRequirement>'
        for need in needs.split()
    )
    return (
        f'<decision id="{key}" name="{key}"><variable name="{key}"/>{wanted}'
        f"<literalExpression><text>{escape(text)}</text></literalExpression></decision>"
    )


def read(*elements: str) -> Decisions:
    """The decisions of a file that can be read."""
    decisions, found = read_decisions(dmn(*elements))
    assert decisions is not None, [str(finding) for finding in found]
    return decisions
