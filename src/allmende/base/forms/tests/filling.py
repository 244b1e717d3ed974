"""Fills in a form the way a patient person does: answers what is complained about, until nothing is."""

from __future__ import annotations

import itertools

SAMPLES = {
    "decimal": "1.000000", "money": "1.00", "date": "2020-01-01", "time": "12:00", "yes_no": True, "consent": True,
    "file": ["x"], "email": "a@example.org", "code": "001", "phone": "0201 123456",
}  # fmt: skip


def fill(form, answers=None):
    answers = answers or {}
    for _round in range(15):
        todo = [path for path in form.evaluate(answers).errors if path]
        if not todo:
            break
        for path in todo:
            item, place = form.item_at(path), path
            if item.type == "group":
                place, item = first_inside(form, path)
            assert not item.hidden, path
            assert not item.read_only, path
            put(answers, place, sample(item))
    return answers


def sample(item):
    """An answer that fits the field."""
    if item.type in ("choice", "choices") and item.choices:
        return item.choices[0].value if item.type == "choice" else [item.choices[0].value]
    if item.type == "choices":
        return [f"00{number}" for number in range(1, (item.minimum or 1) + 1)]
    if item.type == "integer":
        return next(n for n in (1990, 12, item.minimum, item.maximum) if n is not None and fits(item, n))
    if item.type in ("text", "long_text"):
        if getattr(item, "pattern", None):
            return "a@example.org" if "@" in item.pattern else "12345"
        return "x" * max(item.min_length or 1, 1)
    return SAMPLES.get(item.type)


def fits(item, number):
    low, high = item.minimum, item.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def first_inside(form, path):
    """The first field in the group at ``path``, with row 0 in what repeats."""
    declared = ".".join(part for part in path.split(".") if not part.isdigit())
    inner, item = next(
        (p, i)
        for p, i in form.items.items()
        if p.startswith(f"{declared}.") and i.type not in ("group", "note") and not i.read_only
    )
    out = path.split(".")
    if form.items[declared].repeats:
        out.append("0")
    walked = declared
    for part in inner.removeprefix(f"{declared}.").split("."):
        walked = f"{walked}.{part}"
        out += [part, "0"] if getattr(form.items[walked], "repeats", False) else [part]
    return ".".join(out), item


def put(answers, path, value):
    """Set the answer at an instance path, with the lists and objects on the way."""
    parts = path.split(".")
    place = answers
    for here, following in itertools.pairwise(parts):
        if here.isdigit():
            while len(place) <= int(here):
                place.append({})
            place = place[int(here)]
        else:
            place = place.setdefault(here, [] if following.isdigit() else {})
    place[parts[-1]] = value
