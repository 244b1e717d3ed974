"""Who shows a link without account: letters says here how its tokens are read, pages beside it ask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404

from allmende.foundation.registry import Registry

from .access import Holder


@dataclass(frozen=True)
class HolderReader:
    """``read(token)`` gives who holds the link, None where it opens nothing."""

    key: str
    read: Callable[[str], Holder | None]


holder_readers: Registry[HolderReader] = Registry("reader of links")


def get_holder(token: str) -> Holder:
    """Who acts by the link ``token``; 404 where it is wrong, revoked or too old."""
    for reader in holder_readers:
        holder = reader.read(token)
        if holder is not None:
            return holder
    raise Http404
