#!/usr/bin/env python3
"""Run a command beside a private PostgreSQL cluster that lives as long as the command.

usage: with_postgres.py [--durable] COMMAND [ARG ...]     e.g. with_postgres.py pytest
Without --durable it does not wait for the disk: right for tests, wrong for figures.
Sets ALLMENDE_DATABASE_URL. Exit status: the command's; 3 where no PostgreSQL is installed.
"""

from __future__ import annotations

import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

HINT = (
    "PostgreSQL is not installed (Debian: apt-get install postgresql). The tests on PostgreSQL are left out."
)


def server_programs() -> Path | None:
    """The folder with initdb and postgres, newest version first."""
    on_path = shutil.which("initdb")
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda f: int(f.split("/")[4].split(".")[0]))
    found = [Path(on_path).resolve().parent] if on_path else [Path(folder) for folder in reversed(folders)]
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    programs = server_programs()
    if programs is None:
        print(HINT, file=sys.stderr)
        return 3
    # PostgreSQL refuses to run as root.
    runuser = shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "runuser"
    as_server = [runuser, "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="allmende-postgres-"))
    if as_server:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", free_port()
    quiet = {"stdout": subprocess.DEVNULL, "cwd": "/"}
    durable = command[:1] == ["--durable"]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
    options += "" if durable else " -c fsync=off -c full_page_writes=off"
    options += " -c max_connections=100 -c shared_buffers=256MB"
    control = [*as_server, str(programs / "pg_ctl"), "-D", str(data)]
    try:
        initdb = [*as_server, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "owner"]
        subprocess.run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], check=True, **quiet)
        subprocess.run(
            [*control, "-w", "-o", options, "-l", str(folder / "log"), "start"], check=True, **quiet
        )
        # An ordinary role: row-level security does not bind superusers.
        psql = ["psql", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "owner", "-d", "postgres", "-c"]
        for statement in (
            "CREATE ROLE allmende LOGIN CREATEDB",
            "CREATE DATABASE allmende OWNER allmende",
        ):
            subprocess.run([str(programs / psql[0]), *psql[1:], statement], check=True, **quiet)
        url = f"postgres://allmende@127.0.0.1:{port}/allmende"
        return subprocess.run(
            command[durable:], check=False, env={**os.environ, "ALLMENDE_DATABASE_URL": url}
        ).returncode
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stderr=subprocess.DEVNULL, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
