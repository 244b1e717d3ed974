"""The two forms that the figures speak of, generated: A is small, B is large."""

from __future__ import annotations

from typing import Any

KINDS: list[dict[str, Any]] = [
    {"type": "text", "max_length": 80},
    {"type": "yes_no"},
    {"type": "integer", "minimum": 0, "maximum": 100000},
    {"type": "date"},
    {"type": "choice", "choices": [{"value": v, "label": v.title()} for v in ("red", "green", "blue")]},
    {"type": "email"},
    {"type": "long_text", "max_length": 2000},
    {"type": "decimal"},
]
SAMPLES = ["Ada Lovelace", True, 42, "2026-03-01", "green", "ada@example.org", "Ein längerer Text.", "12.50"]


def form(key: str, pages: int, fields: int, rules: int) -> dict[str, Any]:
    """A form of ``pages`` pages, ``fields`` fields and ``rules`` rules spread evenly; every question is asked."""
    per_page = fields // pages
    made, left = [], rules
    for page in range(pages):
        count = per_page + (fields - per_page * pages if page == pages - 1 else 0)
        share = left // (pages - page)
        left -= share
        items = [_field(page, place, share) for place in range(count)]
        made.append({"key": f"page{page}", "label": f"Seite {page + 1}", "items": [
            {"type": "group", "key": f"g{page}", "label": f"Angaben {page + 1}", "items": items}]})  # fmt: skip
    return {"key": key, "title": f"Antrag {key}", "pages": made}


def _field(page: int, place: int, rules: int) -> dict[str, Any]:
    kind = KINDS[place % len(KINDS)]
    field: dict[str, Any] = {
        "key": f"f{place}",
        "label": f"Frage {place + 1}",
        "help": "Wie im Ausweis.",
        **kind,
    }
    if 0 < place <= rules:  # the n-th field's rule looks at the field before it
        before = f"g{page}.f{place - 1}"
        if place % 3 == 0:
            field["checks"] = [
                {
                    "rule": f"{before} != 'nobody'" if place % 8 == 1 else "1 + 1 == 2",
                    "message": "Bitte prüfen.",
                }
            ]
        elif place % 3 == 1:
            field["required"] = "1 < 2"
        else:
            field["show"] = f"g{page}.f1"
    return field


def posts(form: dict[str, Any]) -> list[dict[str, str]]:
    """For each page the POST data that a browser would send, as flat names."""
    return [{
        f"{group['key']}.{item['key']}": _typed(SAMPLES[int(item["key"][1:]) % len(SAMPLES)])
        for group in page["items"] for item in group["items"]
    } for page in form["pages"]]  # fmt: skip


def answers(form: dict[str, Any]) -> dict[str, Any]:
    """The whole form's answers as the engine stores them."""
    return {
        group["key"]: {item["key"]: SAMPLES[int(item["key"][1:]) % len(SAMPLES)] for item in group["items"]}
        for page in form["pages"]
        for group in page["items"]
    }


def _typed(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


FORM_A = form("bench-a", pages=3, fields=24, rules=5)
FORM_B = form("bench-b", pages=6, fields=252, rules=102)
