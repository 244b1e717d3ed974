"""The line by keyboard alone, at a desk: apply, read the inbox, decide. The focus is always seen and never lost."""

from __future__ import annotations

from typing import Any

from .people import REFERENCE, eventually, fresh_address
from .walk import logins

#: What a person knows about where they are: the name that is read out, and whether they can see it.
FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const label = [...(it.labels ?? [])].map((one) => one.innerText).join(" ");
  const group = it.closest("fieldset")?.querySelector("legend")?.innerText ?? "";
  const name = it.getAttribute("aria-label") || label || it.innerText || it.title || "";
  const box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const drawn = [style, ...["::before", "::after"].map((part) => getComputedStyle(it, part))].some(
    (one) => (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== "none");
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
  return {name: name.trim(), group, tag: it.tagName, seen: drawn && inside};
}"""


class Keyboard:
    """Hands that never touch a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def where(self) -> dict[str, Any]:
        """What has the focus; fails where that is nothing, or nothing that can be seen once the page has scrolled."""
        focus: dict[str, Any] | None = None
        for _ in range(100):
            focus = self.page.evaluate(FOCUS)
            if focus and focus["seen"]:
                return focus
            self.page.wait_for_timeout(50)
        assert focus is not None, f"the focus is lost at {self.page.url}"
        raise AssertionError(f"the focus is not to be seen on {focus} at {self.page.url}")

    def to(self, name: str, group: str = "", most: int = 90) -> None:
        """Press Tab until the control is reached whose name begins with ``name``; the focus is seen all the way."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            focus = self.where()
            if focus["name"].startswith(name) and group in focus["group"]:
                return
        raise AssertionError(f"{name!r} cannot be reached by keyboard at {self.page.url}")

    def type(self, name: str, text: str, group: str = "") -> None:
        self.to(name, group)
        self.page.keyboard.type(text)

    def press(self, name: str, heading: str, group: str = "") -> None:
        """Go to a link or button, press Enter, and arrive at the page with this heading."""
        self.to(name, group)
        self.enter(heading)

    def enter(self, heading: str) -> None:
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name=heading).first.wait_for()

    def tick(self, name: str, group: str = "") -> None:
        self.to(name, group)
        self.page.keyboard.press("Space")

    def pick(self, group: str, name: str) -> None:
        """Of radio buttons only one is on the way of Tab; arrows lead to the others."""
        for _ in range(90):
            self.page.keyboard.press("Tab")
            if group in self.where()["group"]:
                break
        self.page.keyboard.press("Space")
        for _ in range(12):
            if self.where()["name"].startswith(name):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name!r} is no answer to {group!r}")


def apply(keys: Keyboard) -> str:
    """From the first page over the BundID to the thanks; returns the reference."""
    page = keys.page
    page.goto("/")
    keys.to("Zum Inhalt springen")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    keys.type("Leistung suchen", "meldebescheinigung")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/**")
    keys.press("Meldebescheinigung", "Meldebescheinigung")
    keys.press("Online beantragen", "Meldebescheinigung")
    keys.press("Mit BundID", "Mit der BundID ausweisen")
    keys.press("Ausweisen", "Meldebescheinigung")
    keys.press("Antrag beginnen", "Über Sie")
    keys.to("E-Mail")
    page.keyboard.press("Control+A")
    page.keyboard.type(fresh_address())
    keys.enter("Ihre Bescheinigung")  # Enter in a field is "next", not "back"
    keys.press(
        "Weiter", "Bitte sehen Sie sich"
    )  # nothing is filled in: the list of what is missing has the focus
    assert page.evaluate("document.activeElement.id") == "error-summary"
    keys.pick("Welche Bescheinigung", "Erweiterte")
    page.get_by_text("Was soll zusätzlich").first.wait_for()
    keys.tick("Familienstand")
    keys.pick("Wofür", "Rente")
    keys.press("Weiter", "Antworten prüfen")
    keys.press("Jetzt abschicken", "Vielen Dank")
    found = REFERENCE.search(page.inner_text("main"))
    assert found
    return found[0]


def log_in(keys: Keyboard, login: dict[str, str]) -> None:
    keys.page.goto("/konto/anmelden/")
    keys.type("E-Mail", login["email"])
    keys.type("Passwort", login["password"])
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_url("**/arbeitsplatz/**")


def open_from_inbox(keys: Keyboard, title: str) -> None:
    """Down with j, up with k, open with Enter."""
    page = keys.page
    page.goto("/arbeitsplatz/cases/?view=office&sort=new")
    page.keyboard.press("j")
    first = keys.where()["name"]
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert keys.where()["name"] == first
    for _ in range(20):
        if keys.where()["name"] == title:
            return keys.enter(title)
        page.keyboard.press("j")
    raise AssertionError(f"{title} is not in the inbox")


def decide(keys: Keyboard, title: str) -> None:
    keys.press("Vorgang übernehmen", title)
    case = keys.page.url.rstrip("/")
    keys.page.goto(f"{case}/do/decide/")
    keys.pick("Entscheidung", "Bewilligen")
    keys.to("Entscheiden und absenden")
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_url(lambda url: "/do/" not in url)


def test_somebody_applies_and_the_office_decides(visit, town):
    citizen, clerk = Keyboard(visit(1280)), Keyboard(visit(1280))
    reference = apply(citizen)
    log_in(clerk, next(entry for entry in logins(town, "musterstadt") if "Bürgeramt" in entry["who"]))
    open_from_inbox(clerk, "Meldebescheinigung Sommer")
    decide(clerk, "Meldebescheinigung Sommer")
    eventually(citizen.page, f"/meine-antraege/{reference}/", "Meldebescheinigung.pdf")
