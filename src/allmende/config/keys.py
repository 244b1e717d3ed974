"""The demo's settings: made once, so that nobody has to invent keys to look at Musterstadt."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def write_demo_settings() -> Path:
    """Write ``allmende.env`` with fresh keys into the var folder, readable by its owner only, unless it is there."""
    var = Path(os.environ.get("ALLMENDE_VAR", "var"))
    file = var / "allmende.env"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        values = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATA_KEY": Fernet.generate_key().decode(),
            "DEMO": "1",
            "DEFAULT_TENANT": "musterstadt",
            "HOSTS": "*",
        }
        file.touch(mode=0o600)
        file.write_text("".join(f"ALLMENDE_{name}={value}\n" for name, value in values.items()))
    return file
