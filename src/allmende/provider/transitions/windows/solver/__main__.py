"""The solver's own process: a problem on standard input, lines of progress and at last the result as JSON.

Example: python -m allmende.provider.transitions.windows.solver < problem.json
"""

from __future__ import annotations

import json
import sys
from typing import Any

from .problem import Options, as_json, problem_from
from .search import solve


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    asked = json.load(sys.stdin)
    options = Options(**asked.get("options", {}))

    def tell(seconds: float, objective: int, bound: float) -> None:
        say({"seconds": seconds, "objective": objective, "bound": bound})

    result = solve(problem_from(asked["problem"]), options, tell)
    say({"result": as_json(result)})


if __name__ == "__main__":
    main()
