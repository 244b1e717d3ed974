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
    #: path → what was filled in and may be changed: [source, value] or [source, value, level]
    prefilled: dict[str, list[Any]] = dataclasses.field(default_factory=dict)
    #: path → what a service confirmed: [service, value, level]; locked unless its field is disputed
    confirmed: dict[str, list[Any]] = dataclasses.field(default_factory=dict)
    #: path → what had been typed there before a service confirmed something else
    replaced: dict[str, Any] = dataclasses.field(default_factory=dict)
    #: field → why the person says that what was confirmed is wrong; "" until she says it
    disputed: dict[str, str] = dataclasses.field(default_factory=dict)
    #: seconds since 1970: which identification was filled in last
    identified_at: int = 0
    #: the person left to log in or identify: the draft follows into the account with which she comes back
    follows: bool = False
    #: key of the mandate by which the account applies for somebody else
    mandate: str = ""
    #: a clerk types at the counter: {"clerk" (name), "looked_at" (document), "customer" (key, may be empty)}
    counter: dict[str, str] = dataclasses.field(default_factory=dict)
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
