"""Entries of a code list, whether it travels with the form or is kept by the municipality."""

from __future__ import annotations

from allmende.base.forms.code_lists import fold
from allmende.base.forms.queries import code_label, search_code_list
from allmende.base.forms.schema import Form

Entry = tuple[str, str]


def search(form: Form, key: str, text: str, *, limit: int) -> list[Entry]:
    """(code, label) of the entries that contain ``text``; those that begin with it stand first."""
    inline = form.code_lists.get(key)
    if inline is None:
        return [(hit.code, hit.label) for hit in search_code_list(key, text, limit=limit)]
    wanted = fold(text)
    hits = [(fold(label), code, label) for code, label in inline.entries]
    hits = [hit for hit in hits if wanted in hit[0] or wanted == fold(hit[1])]
    hits.sort(key=lambda hit: not hit[0].startswith(wanted))
    return [(code, label) for _folded, code, label in hits[:limit]]


def entries(form: Form, key: str, limit: int) -> list[Entry] | None:
    """All entries in order, or None where there are more than ``limit``."""
    inline = form.code_lists.get(key)
    if inline is not None:
        return list(inline.entries) if len(inline.entries) <= limit else None
    found = search_code_list(key, limit=limit + 1)
    return [(entry.code, entry.label) for entry in found] if len(found) <= limit else None


def label(form: Form, key: str, code: str) -> str:
    """The label of a code, or the code where the list does not have it."""
    inline = form.code_lists.get(key)
    if inline is not None:
        return dict(inline.entries).get(code, code)
    return code_label(key, code) or code
