"""Reference and code: how somebody without an account comes to a case."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from allmende.foundation.ids import LETTERS


def code_for(idempotency_key: str) -> str:
    """The code of the case that this key opened: derived, so that sending twice shows the same code.

    8 of 29 letters; nobody can work it out without the installation's secret key.
    """
    digest = salted_hmac("allmende.cases.new_code", idempotency_key, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _place in range(8):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)
