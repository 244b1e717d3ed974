"""A problem of any size, made by chance from a seed: for tests and the bench."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from .problem import Item, Order, Period, Problem, Rule, Slot


def months(first: date, count: int) -> Iterator[tuple[date, date]]:
    """``count`` months from ``first`` on: first and last day of each."""
    for number in range(count):
        start = _month(first, number)
        yield start, _month(first, number + 1) - timedelta(days=1)


def sample_problem(schools: int = 2000, seed: int = 1, spare: float = 1.1) -> Problem:
    """Two measures in 17 monthly windows: hosting by wish with bodies together, lines after it with bodies apart.

    A third wishes, a fifth vetoes; holidays are wished, exam weeks barred, some big bodies are exempt.
    """
    chance, bodies = random.Random(seed), max(1, schools * 3 // 20)  # noqa: S311 -- a sample, not a secret
    slots = [
        Slot(f"{group}{n:02}", group, start, end, int(schools * share / open_months * spare) + 3)
        for group, share, open_months in (("web", 1.0, 13), ("line", 0.5, 13))
        for n, (start, end) in enumerate(months(date(2026, 10, 1), 17))
    ]
    items, orders = [], []
    for number in range(schools):
        body = f"b{min(int(chance.expovariate(1 / bodies) * 1.2), bodies * 4)}"
        items.append(_item(chance, "web", number, body))
        if number % 2:
            items.append(_item(chance, "line", number, body))
            orders.append(Order(f"web{number}", f"line{number}"))
    sizes: dict[tuple[str, str], int] = {}
    for item in items:
        sizes[item.group, item.body] = sizes.get((item.group, item.body), 0) + 1
    big = {
        group: frozenset(b for (g, b), size in sizes.items() if g == group and size > 12)
        for group in ("web", "line")
    }
    rules = {
        "web": Rule("together", exempt=big["web"]),
        "line": Rule("apart", at_most=2, exempt=big["line"], holidays="wished"),
    }
    return Problem(tuple(slots), tuple(items), _periods(), rules, tuple(orders), date(2026, 9, 1))


def _item(chance: random.Random, group: str, number: int, body: str) -> Item:
    keys = [f"{group}{n:02}" for n in range(17)]
    wishes = frozenset(chance.sample(keys, 2)) if chance.random() < 1 / 3 else frozenset()
    vetoes = frozenset(chance.sample(keys, 2)) if chance.random() < 1 / 5 else frozenset()
    land = "BW" if chance.random() < 0.9 else "BY"
    return Item(f"{group}{number}", group, str(number), body, land, wishes - vetoes, vetoes)


def _periods() -> tuple[Period, ...]:
    found = []
    for land, shift in (("BW", 0), ("BY", 7)):
        for kind, start, days, label in (
            ("holidays", date(2026, 10, 26), 5, "autumn"),
            ("holidays", date(2026, 12, 23), 17, "Christmas"),
            ("holidays", date(2027, 3, 30), 12, "Easter"),
            ("holidays", date(2027, 7, 29), 44, "summer"),
            ("exams", date(2027, 4, 19), 18, "final exams"),
            ("exams", date(2027, 6, 7), 15, "oral exams"),
        ):
            first = start + timedelta(days=shift)
            found.append(Period(land, kind, first, first + timedelta(days=days), label))
    return tuple(found)


def _month(first: date, number: int) -> date:
    years, month = divmod(first.month - 1 + number, 12)
    return date(first.year + years, month + 1, 1)
