"""Where files, cache and mail servers are, as one URL each says; read by the settings and by the system checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

#: Seconds until a server that does not answer counts as away.
CONNECT, ANSWER = 3, 20


def files_storage(url: str, var: Path, ca_file: str = "") -> dict[str, Any]:
    """Django's storage for ``s3://key:secret@host:port/bucket?region=…``, or the folder where ``url`` is empty.

    ``s3+http://`` speaks without TLS: for a store on the same machine or in the same private network. Raises
    ``ValueError`` with what is missing.
    """
    if not url:
        options: dict[str, Any] = {"location": var / "files", "base_url": None}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme not in ("s3", "s3+http") or not parts.hostname or not parts.path.strip("/"):
        raise ValueError("it must read s3://key:secret@host:port/bucket")
    if not parts.username or not parts.password:
        raise ValueError("it lacks the key or the secret")
    from botocore.config import Config  # only where a bucket is used: it is heavy

    scheme = "http" if parts.scheme == "s3+http" else "https"
    options = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "verify": ca_file or None,
        "bucket_name": unquote(parts.path.strip("/")),
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        # A content's name is its hash: whoever writes it again writes the same, and a PUT replaces whole.
        "file_overwrite": True,
        "max_memory_size": 1024 * 1024,
        "client_config": Config(
            signature_version="s3v4", s3={"addressing_style": "path"}, connect_timeout=CONNECT,
            read_timeout=ANSWER, retries={"max_attempts": 3, "mode": "standard"},
            # Stores other than the inventor's own do not all know the newer checksums.
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
        ),
    }  # fmt: skip
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


class Json:
    """Values of the cache as JSON: Django would pickle them, and whoever can write there could run what she likes."""

    def dumps(self, value: Any) -> bytes | int:
        """Numbers stay numbers, for the server counts with them."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """None for what is no JSON, as if it were not there."""
        try:
            return json.loads(data)
        except ValueError:
            return None


def cache(url: str, ca_file: str = "") -> dict[str, Any]:
    """Django's cache at a Valkey or Redis (``redis://``, ``rediss://`` with TLS), or in the process."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    options: dict[str, Any] = {
        "socket_connect_timeout": CONNECT, "socket_timeout": CONNECT, "serializer": f"{__name__}.Json",
    }  # fmt: skip
    if ca_file and url.startswith("rediss://"):
        options["ssl_ca_certs"] = ca_file
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "allmende",
        "OPTIONS": options,
    }
