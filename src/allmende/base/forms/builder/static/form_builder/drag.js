// Dragging pages and rows of the outline, by mouse, pen or finger; the arrows beside each do the same by keyboard and
// without this script. A finger drags by the grip, so that it scrolls everywhere else.
const desk = document.querySelector(".fb-desk");
const BEGINS = 6; // pixels: less is a click
const EDGE = 60; // pixels from the window's edge: there it scrolls
let dragged = null; // {kind: "row" | "page", element, name, x, y, moving}

const clear = () => {
  for (const mark of desk.querySelectorAll(".fb-before, .fb-into")) mark.classList.remove("fb-before", "fb-into");
};

// Where a drop at the pointer would go, or null: {mark, before, parent}
const target = () => {
  const under = document.elementFromPoint(dragged.x, dragged.y);
  if (!under || !desk.contains(under)) return null;
  const page = under.closest(".fb-page");
  if (dragged.kind === "page") {
    if (!page) return { mark: desk.querySelector(".fb-outline"), before: "" }; // below the last one
    return page === dragged.element ? null : { mark: page, before: page.dataset.page };
  }
  const list = under.closest(".fb-rows") ?? page?.querySelector(".fb-rows");
  if (!list || dragged.element.contains(list)) return null;
  const row = under.closest(".fb-row");
  const before = row && row.parentElement === list && row !== dragged.element ? row : null;
  return { mark: before ?? list, before: before?.dataset.path.split(".").pop() ?? "", parent: list.dataset.parent };
};

const show = () => {
  const place = target();
  clear();
  place?.mark.classList.add(place.before ? "fb-before" : "fb-into");
};

const roll = () => {
  if (!dragged?.moving) return;
  const far = dragged.y < EDGE ? -8 : dragged.y > innerHeight - EDGE ? 8 : 0;
  if (far) {
    scrollBy(0, far);
    show();
  }
  requestAnimationFrame(roll);
};

const stop = () => {
  dragged?.element.classList.remove("fb-dragged");
  dragged = null;
  clear();
};

const put = async ({ kind, name }, place) => {
  const body = new URLSearchParams({
    do: `${kind === "page" ? "put_page" : "put"}:${name}`,
    base: desk.dataset.base,
    parent: place.parent ?? "",
    before: place.before,
    csrfmiddlewaretoken: document.querySelector("#fb-change [name=csrfmiddlewaretoken]").value,
  });
  await fetch(desk.dataset.change, { method: "POST", body, headers: { Accept: "application/json" } });
  const here = new URL(location.href); // the same page stays open, also where it is no longer the first
  here.searchParams.set("seite", desk.dataset.shown);
  history.replaceState(null, "", here);
  location.reload();
};

for (const place of desk.querySelectorAll(".fb-row__what, .fb-page__name[data-drag]")) {
  const grip = document.createElement("span");
  grip.className = "fb-grip";
  grip.setAttribute("aria-hidden", "true");
  place.prepend(grip);
}

desk.addEventListener("dragstart", (event) => event.preventDefault()); // links are not carried away by themselves

desk.addEventListener("pointerdown", (event) => {
  const used = event.target.closest("button, input, select, textarea, summary, label");
  const grip = event.target.closest(".fb-grip");
  if (event.button || !event.isPrimary || (!grip && (used || event.pointerType !== "mouse"))) return;
  const row = event.target.closest(".fb-row");
  const page = event.target.closest(".fb-page__name[data-drag]")?.closest(".fb-page");
  if (!row && !page) return;
  const found = row
    ? { kind: "row", element: row, name: row.dataset.path }
    : { kind: "page", element: page, name: page.dataset.page };
  dragged = { ...found, x: event.clientX, y: event.clientY, moving: false };
});

desk.addEventListener("pointermove", (event) => {
  if (!dragged || !event.isPrimary) return;
  const far = Math.hypot(event.clientX - dragged.x, event.clientY - dragged.y);
  if (!dragged.moving && far < BEGINS) return;
  Object.assign(dragged, { x: event.clientX, y: event.clientY });
  if (!dragged.moving) {
    dragged.moving = true;
    dragged.element.classList.add("fb-dragged");
    desk.setPointerCapture(event.pointerId);
    requestAnimationFrame(roll);
  }
  show();
});

desk.addEventListener("pointerup", (event) => {
  if (!dragged || !event.isPrimary) return;
  const what = dragged;
  const place = what.moving ? target() : null;
  stop();
  if (place) put(what, place);
});

desk.addEventListener("pointercancel", stop);
document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
