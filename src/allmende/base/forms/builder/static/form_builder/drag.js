// Dragging pages and rows of the outline; the arrows beside each do the same by keyboard and without this script.
const desk = document.querySelector(".fb-desk");
let dragged = null; // {kind: "row" | "page", element, name}

const clear = () => {
  for (const mark of desk.querySelectorAll(".fb-before, .fb-into")) mark.classList.remove("fb-before", "fb-into");
};

// Where a drop at this event would go, or null: {mark, before, parent}
const target = (event) => {
  if (!dragged) return null;
  if (dragged.kind === "page") {
    const page = event.target.closest(".fb-page");
    if (!page) return { mark: desk.querySelector(".fb-outline"), before: "" }; // below the last one
    return page === dragged.element ? null : { mark: page, before: page.dataset.page };
  }
  const page = event.target.closest(".fb-page");
  const list = event.target.closest(".fb-rows") ?? page?.querySelector(".fb-rows");
  if (!list || dragged.element.contains(list)) return null;
  const row = event.target.closest(".fb-row");
  const before = row && row.parentElement === list && row !== dragged.element ? row : null;
  return { mark: before ?? list, before: before?.dataset.path.split(".").pop() ?? "", parent: list.dataset.parent };
};

desk.addEventListener("dragstart", (event) => {
  const row = event.target.closest?.(".fb-row");
  const page = event.target.closest?.(".fb-page__name")?.closest(".fb-page");
  if (row) dragged = { kind: "row", element: row, name: row.dataset.path };
  else if (page) dragged = { kind: "page", element: page, name: page.dataset.page };
  else return;
  dragged.element.classList.add("fb-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.name);
});

desk.addEventListener("dragover", (event) => {
  const place = target(event);
  clear();
  if (!place) return;
  event.preventDefault();
  place.mark.classList.add(place.before ? "fb-before" : "fb-into");
});

desk.addEventListener("dragend", () => {
  dragged?.element.classList.remove("fb-dragged");
  dragged = null;
  clear();
});

desk.addEventListener("drop", async (event) => {
  const place = target(event);
  if (!place) return;
  event.preventDefault();
  const body = new URLSearchParams({
    do: `${dragged.kind === "page" ? "put_page" : "put"}:${dragged.name}`,
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
});
