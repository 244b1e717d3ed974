"""What a revision says, what is different from the one before, and whom each difference concerns."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from .models import Measure, OpenPoint, Programme

Change = dict[str, Any]
PROGRAMME_TEXTS = (
    "title", "reason", "legal_basis", "capacity_conflict", "phase", "history", "stakeholders", "risks",
    "no_recommendation", "no_recommendation_reason",
)  # fmt: skip
MEASURE_TEXTS = ("title", "kind", "exception", "what_changes", "assurance", "action_needed", "what_to_do")
#: What an institution was last told about a measure: nothing yet, or reached and its window.
Told = dict[str, Any]


def snapshot(
    programme: Programme, measures: Iterable[Measure], points: Iterable[OpenPoint]
) -> dict[str, Any]:
    """The content of a revision, as JSON keeps it."""
    return {
        "programme": {name: getattr(programme, name) for name in PROGRAMME_TEXTS},
        "open_points": {str(point.pk): {"text": point.text, "answer": point.answer} for point in points},
        "measures": {str(measure.pk): _measure(measure) for measure in measures},
    }


def digest(content: dict[str, Any]) -> str:
    """SHA-256 over the content of a revision, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def _measure(measure: Measure) -> dict[str, Any]:
    dates = {
        row.event: {
            "kind": row.kind,
            "on": row.on.isoformat() if row.on else None,
            "condition": row.condition,
        }
        for row in measure.dates.all()
    }
    windows = {
        str(row.pk): [row.starts_on.isoformat(), row.ends_on.isoformat()] for row in measure.windows.all()
    }
    texts = {name: getattr(measure, name) for name in MEASURE_TEXTS}
    return {
        "key": measure.key, **texts, "offer": measure.offer.name if measure.offer else "", "dates": dates,
        "windows": windows,
    }  # fmt: skip


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """What is different, in order: the programme, open points, each measure. Nothing where there was none before."""
    if not before:
        return []
    changes = _fields("", before["programme"], after["programme"])
    for key in before["open_points"].keys() | after["open_points"].keys():
        old, new = before["open_points"].get(key), after["open_points"].get(key)
        if old != new:
            changes.append({"measure": "", "what": "open_point", "before": old, "after": new})
    for key, new in after["measures"].items():
        old = before["measures"].get(key)
        if old is None:
            changes.append({"measure": key, "what": "added", "before": None, "after": new["title"]})
            continue
        changes += _fields(key, {k: old[k] for k in (*MEASURE_TEXTS, "offer")}, new)
        changes += _dates(key, old["dates"], new["dates"])
        changes += _windows(key, old["windows"], new["windows"])
    changes += [
        {"measure": key, "what": "removed", "before": old["title"], "after": None}
        for key, old in before["measures"].items()
        if key not in after["measures"]
    ]
    return changes


def _fields(measure: str, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        {"measure": measure, "what": name, "before": value, "after": after[name]}
        for name, value in before.items()
        if after[name] != value
    ]


def _dates(measure: str, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        {"measure": measure, "what": f"date:{event}", "before": before.get(event), "after": after.get(event)}
        for event in [*after, *(event for event in before if event not in after)]
        if before.get(event) != after.get(event)
    ]


def _windows(measure: str, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        {
            "measure": measure, "what": "windows", "window": key, "before": before.get(key), "after": after.get(key),
        }
        for key in [*after, *(key for key in before if key not in after)]
        if before.get(key) != after.get(key)
    ]  # fmt: skip


#: Of an effect: key, measure, institution, whether void, window, what was told.
EffectRow = tuple[uuid.UUID, uuid.UUID, uuid.UUID, bool, "uuid.UUID | None", Told]


def touched(
    changes: list[Change], effects: Iterable[EffectRow], windows: dict[str, list[str]], is_first: bool
) -> tuple[dict[str, list[int]], dict[uuid.UUID, Told]]:
    """Whom which change concerns, and what each effect was told now. Appends changes of single institutions.

    Texts of the programme and open points concern nobody's plan: they are shown, and followers hear of them. A change
    of a measure concerns those whom it reaches; of a window, those who are in it; who is reached anew, is no longer
    reached, or has another window, is concerned by that alone.
    """
    by_measure: dict[str, list[int]] = defaultdict(list)
    by_window: dict[str, list[int]] = defaultdict(list)
    for place, change in enumerate(changes):
        if change["what"] == "windows":
            by_window[change["window"]].append(place)
        elif change["measure"]:
            by_measure[change["measure"]].append(place)
    own: dict[tuple[Any, ...], int] = {}
    concerned: dict[str, list[int]] = defaultdict(list)
    told_now: dict[uuid.UUID, Told] = {}
    for key, measure, institution, is_void, window, told in effects:
        now: Told = {"reached": not is_void, "window": str(window) if window and not is_void else None}
        if is_void and not told.get("reached"):
            continue
        if told != now:
            told_now[key] = now
        if is_first:
            concerned.setdefault(str(institution), [])
            continue
        places = [] if is_void or not told.get("reached") else list(by_measure[str(measure)])
        if told.get("reached") != now["reached"]:
            what = "reached" if now["reached"] else "unreached"
            places = [_own(own, changes, (str(measure), what, None, None))]
        elif told.get("window") != now["window"]:
            spans = windows.get(told.get("window") or ""), windows.get(now["window"] or "")
            places.append(_own(own, changes, (str(measure), "window", _span(spans[0]), _span(spans[1]))))
        elif now["window"]:
            places += by_window[now["window"]]
        if places:
            concerned[str(institution)] += places
    return {key: sorted(set(places)) for key, places in concerned.items()}, told_now


def _span(window: list[str] | None) -> tuple[str, str] | None:
    return (window[0], window[1]) if window else None


def _own(known: dict[tuple[Any, ...], int], changes: list[Change], key: tuple[Any, ...]) -> int:
    """The place of a change of single institutions, appended where it is the first of its kind."""
    if key not in known:
        measure, what, before, after = key
        known[key] = len(changes)
        changes.append(
            {
                "measure": measure,
                "what": what,
                "before": before and list(before),
                "after": after and list(after),
            }
        )
    return known[key]
