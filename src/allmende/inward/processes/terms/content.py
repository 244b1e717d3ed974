"""What a working copy holds: the two parts of the manifest that are edited here, as JSON."""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict, Field

from allmende.base.procedures.manifest import Fee, Manifest, Signatures


class Content(BaseModel):
    """The fee, None where it is free, and who signs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fee: Fee | None = None
    signatures: Signatures = Field(default_factory=Signatures)

    def as_bytes(self) -> bytes:
        """The same content is the same bytes."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True).encode()


def content_of_manifest(manifest: Manifest) -> Content:
    """What is published."""
    return Content(fee=manifest.fee, signatures=manifest.signatures)


def read_content(content: bytes) -> Content:
    """A saved state."""
    return Content.model_validate_json(content)
