// Dragging rows of the outline; the buttons beside each row do the same by keyboard and without this script.
const desk = document.querySelector(".fb-desk");
let dragged = null;

const clear = () => {
  for (const mark of desk.querySelectorAll(".fb-before, .fb-into")) mark.classList.remove("fb-before", "fb-into");
};

desk.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".fb-row");
  if (!dragged) return;
  dragged.classList.add("fb-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.path);
});

desk.addEventListener("dragover", (event) => {
  const list = event.target.closest(".fb-rows");
  if (!dragged || !list || dragged.contains(list)) return;
  event.preventDefault();
  clear();
  const before = event.target.closest(".fb-row");
  if (before && before.parentElement === list && before !== dragged) before.classList.add("fb-before");
  else list.classList.add("fb-into");
});

desk.addEventListener("dragend", () => {
  dragged?.classList.remove("fb-dragged");
  dragged = null;
  clear();
});

desk.addEventListener("drop", async (event) => {
  const list = event.target.closest(".fb-rows");
  if (!dragged || !list || dragged.contains(list)) return;
  event.preventDefault();
  const before = event.target.closest(".fb-row");
  const body = new URLSearchParams({
    do: `put:${dragged.dataset.path}`,
    base: desk.dataset.base,
    parent: list.dataset.parent,
    before: before && before.parentElement === list ? before.dataset.path.split(".").pop() : "",
    csrfmiddlewaretoken: document.querySelector("#fb-change [name=csrfmiddlewaretoken]").value,
  });
  await fetch(desk.dataset.change, { method: "POST", body, headers: { Accept: "application/json" } });
  location.reload();
});
