"""The house stands: no import cycle between files, nothing imported upward, nothing too large to read."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src"


def modules() -> dict[str, Path]:
    """Dotted name → file, without tests and migrations."""
    found = {}
    for path in (SOURCE / "allmende").rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: dict[str, Path]) -> set[str]:
    """The project's modules that ``name`` imports at run time, imports inside functions included."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    tree = ast.parse(path.read_text(encoding="utf8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for statement in block.body
        for node in ast.walk(statement)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            names |= {".".join([*base, alias.name]) for alias in node.names} | {".".join(base)}
    found = {n if n in known else n.rpartition(".")[0] for n in names}
    return {n for n in found if n in known and n != name and not name.startswith(n + ".")}


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    known = modules()
    return {name: imports(name, path, known) for name, path in known.items()}


def test_no_file_imports_itself_by_a_detour(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("import cycle: " + " → ".join(error.args[1]))


def test_no_function_is_a_procedure():
    long = []
    for path in modules().values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.end_lineno - node.lineno >= 80
            ):
                long.append(f"{path.name}:{node.lineno} {node.name}")
    assert not long


def test_every_app_says_what_it_is_for_and_what_it_must_not_know():
    silent = []
    for apps in (SOURCE / "allmende").glob("*/*/apps.py"):
        docstring = (
            ast.get_docstring(ast.parse((apps.parent / "__init__.py").read_text(encoding="utf8"))) or ""
        )
        if "ust not know" not in docstring:
            silent.append(apps.parent.name)
    assert not silent
