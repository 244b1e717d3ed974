"""Trust levels: how sure we are who someone is (Vertrauensniveau; eIDAS, (EU) 910/2014, Art. 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

_ORDER = ("none", "low", "substantial", "high")


class TrustLevel(models.TextChoices):
    """none < low < substantial < high; compare with ``<`` and ``>=`` or ask ``reaches``."""

    NONE = "none", _("Not identified")
    LOW = "low", _("Confirmed e-mail address")
    SUBSTANTIAL = "substantial", _("Identified")
    HIGH = "high", _("Identified with the electronic ID card")

    @property
    def rank(self) -> int:
        """0 for none up to 3 for high."""
        return _ORDER.index(self.value)

    def reaches(self, wanted: TrustLevel | str) -> bool:
        """Whether this level is enough where ``wanted`` is asked for; ``ValueError`` if unknown."""
        return self.rank >= TrustLevel(wanted).rank

    def __lt__(self, other: object) -> bool:
        return self.rank < TrustLevel(str(other)).rank

    def __le__(self, other: object) -> bool:
        return self.rank <= TrustLevel(str(other)).rank

    def __gt__(self, other: object) -> bool:
        return self.rank > TrustLevel(str(other)).rank

    def __ge__(self, other: object) -> bool:
        return self.rank >= TrustLevel(str(other)).rank


@dataclass(frozen=True)
class Identified:
    """What a log-in service said in this session: which service (its key), how sure, when.

    ``level`` is what the session has reached; ``says`` how sure the attributes are, where a service said something
    of the person without saying who she is.
    """

    service: str
    level: TrustLevel
    at: datetime
    says: TrustLevel | None = None
    #: keyed hash of how the service calls its log-in; empty where it does not say
    session: str = ""
