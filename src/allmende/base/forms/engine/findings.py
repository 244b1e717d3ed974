"""What is wrong with a form, named before it is published."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from allmende.foundation.expressions import pattern_problem

from ..prefill import check_prefill
from ..schema import Form, text_in
from .compiled import CompiledForm, compile_tree, inline_lists
from .dead import never_holds
from .nodes import Node
from .types import CodeLists, Finding


def check_form(form: Form, code_lists: CodeLists | None = None) -> list[Finding]:
    """Everything that is wrong with a form: expressions, unknown names, cycles, dead fields, code lists, patterns."""
    tree, order, findings = compile_tree(form)
    findings = list(findings)
    lists = code_lists or inline_lists(form)
    for path, node in tree.items.items():
        findings += _dead(node, path)
        findings += _limits(node, path)
        findings += _lists(node, path, lists)
    named = ((path, node.item) for path, node in tree.items.items() if not node.is_group)
    findings += [Finding("prefill", path, sentence) for path, sentence in check_prefill(named)]
    if not tree.items:
        findings.append(Finding("empty", form.key, _("The form asks nothing.")))
    if not any(finding.fatal for finding in findings):
        CompiledForm(tree, order, lists).evaluate({})
    return findings


def _dead(node: Node, path: str) -> Iterator[Finding]:
    """What nobody will ever see, and what nobody can answer."""
    rule = node.rules.show
    if rule is not None and never_holds(rule):
        yield Finding("dead", path, _("This is never shown: its rule never holds."))
    item = node.item
    if node.is_group and not item.items and not item.block:
        yield Finding("empty", path, _("The group is empty."), fatal=False)
    unreachable = not node.is_group and (item.hidden or item.read_only) and item.required is True
    if unreachable and item.default is None and not item.prefill:
        yield Finding(
            "dead", path, _("Nobody can answer this question, yet it is required: nothing fills it in.")
        )


def _limits(node: Node, path: str) -> Iterator[Finding]:
    item = node.item
    pattern = getattr(item, "pattern", None)
    if pattern and (problem := pattern_problem(pattern)):
        text = _("The pattern cannot be read: %(why)s") % {"why": problem}
        yield Finding("pattern", path, text)
    pairs = [("minimum", "maximum"), ("min_length", "max_length")]
    for low, high in pairs:
        least, most = getattr(item, low, None), getattr(item, high, None)
        if least is None or most is None or isinstance(least, str) or isinstance(most, str):
            continue
        if least > most:
            yield Finding("limits", path, _("The least that is allowed is more than the most."))


def _lists(node: Node, path: str, lists: CodeLists) -> Iterator[Finding]:
    key = getattr(node.item, "code_list", "")
    if key and not lists.known(key):
        text = _("The code list “%(key)s” of “%(label)s” has no content: supply it or waive it.")
        named = {"key": key, "label": text_in(node.item.label) or path}
        yield Finding("code_list", path, text % named, fatal=False)
    values = [choice.value for choice in node.choices]
    if len(values) != len(set(values)):
        yield Finding("choices", path, _("The same answer is offered twice."))
    if node.item.type == "choices" and not values and not key:
        yield Finding("choices", path, _("There is nothing to choose from."))
