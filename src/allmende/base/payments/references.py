"""Kassenzeichen: what a payer names, made by the municipality's pattern, with two check digits by ISO 7064 MOD 97-10.

A pattern is text with ``{year}`` (two digits), ``{random:9}`` (that many random digits) and ``{check}`` at its end,
such as ``5{year}{random:9}{check}``. The check digits find every single wrong digit and every swap of neighbours.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

DEFAULT_PATTERN = "{year}{random:9}{check}"
_RANDOM = re.compile(r"\{random:(\d{1,2})\}")
_LEAST_RANDOM, _LONGEST = 8, 21  # an ISO 11649 reference has room for 21 characters


class PatternError(ValueError):
    """The pattern cannot make Kassenzeichen; the text says why."""


def pattern_of(settings: Mapping[str, object]) -> str:
    """The pattern in a tenant's settings: ``payments.kassenzeichen``."""
    own = settings.get("payments")
    found = own.get("kassenzeichen") if isinstance(own, dict) else None
    return str(found or DEFAULT_PATTERN)


def new_kassenzeichen(pattern: str, year: int) -> str:
    """A new one by the pattern; raises ``PatternError``. Unique only together with the table of claims."""
    body = _RANDOM.sub(
        lambda found: "".join(secrets.choice("0123456789") for _ in range(int(found[1]))),
        check_pattern(pattern),
    ).replace("{year}", f"{year % 100:02d}")
    return body + check_digits(body)


def check_pattern(pattern: str) -> str:
    """The pattern without its ``{check}``; raises ``PatternError``."""
    body, check, rest = pattern.partition("{check}")
    if not check or rest:
        raise PatternError("a pattern ends with {check}")
    sizes = [int(size) for size in _RANDOM.findall(body)]
    if sum(sizes) < _LEAST_RANDOM:
        raise PatternError(f"at least {_LEAST_RANDOM} random digits keep others from guessing")
    fixed = _RANDOM.sub("", body).replace("{year}", "00")
    if not re.fullmatch(r"[0-9A-Z]*", fixed):
        raise PatternError("only digits and capital letters beside {year}, {random:n} and {check}")
    if len(fixed) + sum(sizes) + 2 > _LONGEST:
        raise PatternError(f"at most {_LONGEST} characters fit into a transfer's reference")
    return body


def check_digits(body: str) -> str:
    """Two check digits for digits and capital letters (ISO 7064 MOD 97-10, letters A = 10 to Z = 35)."""
    return f"{98 - int(_digits(body) + '00') % 97:02d}"


def is_kassenzeichen(text: str) -> bool:
    """Whether the check digits are right."""
    return bool(re.fullmatch(r"[0-9A-Z]{4,21}", text)) and int(_digits(text)) % 97 == 1


def creditor_reference(kassenzeichen: str) -> str:
    """The same as a creditor reference for transfers (ISO 11649): ``RF``, two check digits, the Kassenzeichen."""
    check = 98 - int(_digits(kassenzeichen + "RF00")) % 97
    return f"RF{check:02d}{kassenzeichen}"


def of_creditor_reference(text: str) -> str | None:
    """The Kassenzeichen in a creditor reference; None where it is none or its check digits are wrong."""
    if not re.fullmatch(r"RF\d\d[0-9A-Z]{1,21}", text) or int(_digits(text[4:] + text[:4])) % 97 != 1:
        return None
    return text[4:]


def in_groups(kassenzeichen: str) -> str:
    """In groups of four, as one reads it aloud."""
    return " ".join(kassenzeichen[i : i + 4] for i in range(0, len(kassenzeichen), 4))


def _digits(text: str) -> str:
    return "".join(str(int(letter, 36)) for letter in text)
