"""``allmende forms``: import and export forms."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Import and export forms.")
