"""Every setting an operator may give, read once from the environment (prefix ``ALLMENDE_``).

The names, defaults and descriptions here are what ``docs/operating.md`` documents; a test compares the two.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """The operator's settings; raises ``pydantic.ValidationError`` for a value that cannot be read."""

    model_config = SettingsConfigDict(env_prefix="ALLMENDE_", extra="ignore")

    debug: bool = Field(
        False, description="Developer mode: tracebacks and the component gallery. Never in production."
    )
    demo: bool = Field(False, description="Demo mode: shows log-ins and the page of sent e-mail.")
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs sessions and tokens; at least 50 characters."
    )
    data_key: SecretStr = Field(
        SecretStr(""),
        description="Encrypts drafts at rest: a Fernet key; several, newest first, separated by commas.",
    )
    hosts: str = Field(
        "localhost,.localhost,127.0.0.1", description="Host names this installation answers to."
    )
    default_tenant: str = Field(
        "", description="Slug of the tenant shown under host names that belong to none."
    )
    var: Path = Field(Path("var"), description="Folder for the embedded database, files and logs.")
    database_url: str = Field("", description="postgres://… for scale; empty: SQLite under the var folder.")
    files_url: str = Field(
        "", description="s3://key:secret@host:port/bucket for scale; empty: a folder under var."
    )
    cache_url: str = Field(
        "", description="redis://… (Valkey) keeps sessions before the database; empty: none."
    )
    clamav_socket: str = Field("", description="Path of clamd's socket; empty: files are marked unscanned.")
    email_url: str = Field(
        "", description="smtp://user:password@host:port; empty: e-mail is kept and shown, not sent."
    )
    email_from: str = Field("noreply@localhost", description="Sender address of all e-mail.")
    email_reply_domain: str = Field("localhost", description="Domain that receives replies to reply+TAG@…")
    email_tenant: str = Field(
        "", description="Slug of the municipality whose mail room gets e-mail that names none."
    )
    imap_url: str = Field(
        "", description="imaps://user:password@host:993/folder that is emptied each minute; empty: none."
    )
    connector_hosts: str = Field(
        "",
        description="Servers that processes may call: https://host[:port], separated by commas; empty: none.",
    )
    seal_modules: str = Field(
        "", description="PKCS#11 libraries that seals may use: paths, separated by commas; empty: none."
    )
    dns_server: str = Field(
        "",
        description="Name server asked whether records still point at old addresses: IP[:port]; empty: the system's.",
    )
    ca_file: str = Field(
        "",
        description="PEM file of your own certificate authority, for TLS to mail, store and cache; empty: none.",
    )
    tls: bool = Field(False, description="Served over https: secure cookies and HSTS.")
    proxies: int = Field(
        0, description="How many proxies stand in front; their X-Forwarded-For is then believed.", ge=0, le=5
    )
    language: Literal["de", "en"] = Field("de", description="Language where the visitor expresses no wish.")
    time_zone: str = Field("Europe/Berlin", description="Time zone of dates and office hours.")
    upload_limit: int = Field(25, description="Largest upload, in MB.", ge=1, le=1000)
    workers: int = Field(2, description="Web worker processes that 'allmende serve' starts.", ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")


def read_environment() -> Environment:
    """The settings as the environment gives them; what it leaves out may stand in ``allmende.env`` below var.

    Ends the program with one line for each that cannot be read.
    """
    var = Path(os.environ.get("ALLMENDE_VAR", "var"))
    try:
        environment = Environment(_env_file=var / "allmende.env")
        ZoneInfo(environment.time_zone)
    except ValidationError as error:
        # Never the value itself: it may be a secret.
        lines = [f"ALLMENDE_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors()]
        sys.exit("allmende.config.E000: a setting cannot be read.\n" + "\n".join(lines))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        sys.exit("allmende.config.E000: a setting cannot be read.\nALLMENDE_TIME_ZONE: no such time zone")
    return environment
