"""What no password here may rest on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from allmende.foundation.search.folding import words
from allmende.foundation.tenants.context import current_tenant

#: Besides the names of the municipality.
HOUSE_WORDS = (
    "allmende",
    "passwort",
    "password",
    "kennwort",
    "geheim",
    "rathaus",
    "verwaltung",
    "buergeramt",
    "stadt",
)
#: So many signs must be left without those words.
LEAST = 8


class HouseWordsValidator:
    """Refuses passwords that are little more than names that anybody would try here (NIST SP 800-63B, 5.1.1.2)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ``ValidationError``."""
        left = "".join(words(password))
        tenant = current_tenant()
        names = {
            word for name in (*HOUSE_WORDS, tenant.name, tenant.slug) for word in words(name) if len(word) > 3
        }
        found = [name for name in sorted(names, key=len, reverse=True) if name in left]
        for name in found:
            left = left.replace(name, "")
        if found and len(left) < LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_house_words")

    def get_help_text(self) -> str:
        """What is asked of a password."""
        return _(
            "The password must not mainly consist of the name of the municipality or words such as “password”."
        )
