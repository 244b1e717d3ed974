"""Runs the solver in a process of its own, so that the worker keeps its memory small."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import allmende

from .solver.problem import Options, Problem, Result, as_json, result_from

Progress = Callable[[dict[str, Any]], None]
#: What starting, and looking for ways out of an impossible problem, takes beyond the time allowed.
GRACE = 120


class CalculationError(RuntimeError):
    """The solver's process ended without a result."""


def calculate(problem: Problem, options: Options, progress: Progress) -> Result:
    """Solve in a child process; raises ``CalculationError`` where it dies or takes far too long."""
    child = subprocess.Popen(
        [sys.executable, "-m", "allmende.provider.transitions.windows.solver"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_environment(),
    )  # fmt: skip
    guard = threading.Timer(options.seconds + GRACE, child.kill)
    guard.start()
    result: Result | None = None
    try:
        with child.stdin or _no_pipe() as to:
            json.dump({"problem": as_json(problem), "options": as_json(options)}, to)
        for line in child.stdout or _no_pipe():
            if not line.startswith("{"):
                continue
            told = json.loads(line)
            if "result" in told:
                result = result_from(told["result"])
            else:
                progress(told)
    except BrokenPipeError:
        pass
    finally:
        guard.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
    if result is None:
        raise CalculationError("the solver ended without a result")
    return result


def _no_pipe() -> NoReturn:
    raise CalculationError("no pipe to the solver")


def _environment() -> dict[str, str]:
    """Only where the code is: no key of the installation reaches the child."""
    source = str(Path(next(iter(allmende.__path__))).parent)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": source}
