"""``python -m allmende``: the command line."""

from allmende.config.cli import main

main()
