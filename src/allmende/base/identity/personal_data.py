"""What other apps know about a person: to hand it out, to say what must stay, to forget the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from allmende.foundation.registry import Registry

from .models import User


class PersonalData(ABC):
    """One app's part of what is known about a person; register it from ``AppConfig.ready()``."""

    key: str
    #: In the words of the owner of the data, such as "Applications".
    label: Any

    @abstractmethod
    def export(self, user: User) -> Any:
        """What is known, as JSON-able data (GDPR Art. 15 and 20)."""

    def kept(self, user: User) -> list[str]:
        """Sentences that say what must be kept after the account is deleted, why, and how long."""
        return []

    def erase(self, user: User) -> None:
        """Forget what need not be kept (GDPR Art. 17); called in the transaction that deletes the account."""
        return None


personal_data: Registry[PersonalData] = Registry("personal data")


def kept_for(user: User) -> list[str]:
    """Everything that stays after the account is deleted, as sentences."""
    return [sentence for part in personal_data for sentence in part.kept(user)]
