"""Questions and pages of a form are dragged, by a finger on a phone and by a mouse at a desk."""

from __future__ import annotations

from typing import Any

from .people import log_in

EDITOR = "/gestaltung/formulare/hundesteuer-anmeldung/"


def middle(page: Any, place: Any) -> tuple[float, float]:
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def finger(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press, move in small steps, let go; as the touch screen reports it."""
    screen = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        found = [{"x": x, "y": y} for x, y in points]
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})

    touch("touchStart", start)
    for step in range(1, 11):
        touch("touchMove", tuple(a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)))
    touch("touchEnd")


def mouse(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=10)
    page.mouse.up()


def rows(page: Any) -> list[str]:
    return (
        page.locator(".fb-rows")
        .first.locator("> .fb-row")
        .evaluate_all("all => all.map(e => e.dataset.path)")
    )


def test_a_finger_drags_by_the_grip_and_scrolls_elsewhere(visit, town):
    phone = visit(360, has_touch=True, is_mobile=True)
    log_in(phone, town, "Verwalter")
    phone.goto(EDITOR)
    before = rows(phone)
    grips = phone.locator(".fb-rows").first.locator("> .fb-row > .fb-row__line .fb-grip")
    grips.nth(1).scroll_into_view_if_needed()
    with phone.expect_event("load"):
        finger(phone, middle(phone, grips.nth(1)), middle(phone, grips.nth(0)))
    assert rows(phone) == [before[1], before[0], *before[2:]]
    finger(
        phone,
        middle(phone, phone.locator(".fb-kind").nth(1)),
        middle(phone, phone.locator(".fb-kind").nth(0)),
    )
    assert phone.locator(".fb-dragged").count() == 0
    with phone.expect_event("load"):
        phone.get_by_role("button", name="Letzte Änderung rückgängig machen").click()
    assert rows(phone) == before


def test_a_mouse_drags_the_whole_row_and_a_page_by_its_name(visit, town):
    desk = visit(1280)
    log_in(desk, town, "Verwalter")
    desk.goto(EDITOR)
    before = rows(desk)
    lines = desk.locator(".fb-rows").first.locator("> .fb-row > .fb-row__line .fb-kind")
    with desk.expect_event("load"):
        mouse(desk, middle(desk, lines.nth(1)), middle(desk, lines.nth(0)))
    assert rows(desk) == [before[1], before[0], *before[2:]]
    with desk.expect_event("load"):
        desk.get_by_role("button", name="Letzte Änderung rückgängig machen").click()
    assert rows(desk) == before
