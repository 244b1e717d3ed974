"""What a draft holds, in the clear: only ever in memory."""

from __future__ import annotations

import dataclasses
from typing import Any

from allmende.foundation.secrecy import seal, unseal


@dataclasses.dataclass
class DraftContent:
    """The sealed part of a draft."""

    answers: dict[str, Any] = dataclasses.field(default_factory=dict)
    #: page → revision of the draft at which that page was last changed, and in which window
    pages: dict[str, tuple[int, str]] = dataclasses.field(default_factory=dict)
    #: path → value that a source filled in, with the source's name: [source, value]
    prefilled: dict[str, list[Any]] = dataclasses.field(default_factory=dict)
    #: where the link to go on was sent
    email: str = ""
    #: after sending: what the thank-you page shows
    reference: str = ""
    code: str = ""

    @classmethod
    def read(cls, sealed: str) -> DraftContent:
        """The content that ``sealed`` holds; raises ``SealedError`` where no key opens it."""
        return cls(**unseal(sealed))

    def sealed(self) -> str:
        """As the database keeps it."""
        return seal({key: value for key, value in vars(self).items() if value})
