"""One group of figures in this process: ``python -m bench.run GROUP`` prints one JSON object a line."""

from __future__ import annotations

import importlib
import json
import sys

import django


def main() -> None:
    django.setup()
    group = importlib.import_module(f"bench.groups.{sys.argv[1]}")
    for figure in group.figures():
        print(json.dumps(figure.as_json(), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
