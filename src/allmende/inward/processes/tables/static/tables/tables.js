// Comfort for the table: it saves by itself, arrows and Enter change the rule. Everything works without it.
const form = document.querySelector("#tb-form");
const status = document.querySelector("#tb-status");
const checks = document.querySelector("#tb-checks");
const back = document.querySelector("#tb-back");
const PAUSE = 1200; // milliseconds without a change before saving
let dirty = false;
let leaving = false;
let waiting = null;
let running = null; // the save that is on its way

const say = (text, bad = false) => {
  status.textContent = text;
  status.classList.toggle("al-danger", bad);
};

// Cells as the server understood them; what somebody is typing just now stays.
const show = (cells) => {
  for (const [key, cell] of Object.entries(cells)) {
    const field = document.getElementById(`c.${key}`);
    const note = document.getElementById(`n.${key}`);
    if (!field || !note) continue;
    if (field.dataset.sent === field.value && document.activeElement !== field) field.value = cell.text;
    note.textContent = cell.problem || cell.words;
    note.classList.toggle("tb-problem", Boolean(cell.problem));
    field.closest("td").classList.toggle("tb-wrong", Boolean(cell.problem));
    if (cell.problem) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
};

const showRows = (rows) => {
  for (const place of document.querySelectorAll(".tb-rowfinding")) place.replaceChildren();
  for (const [key, found] of Object.entries(rows)) {
    const place = document.getElementById(`f.${key}`);
    if (place) place.innerHTML = found;
  }
};

const send = async () => {
  dirty = false;
  say(form.dataset.saving);
  for (const field of form.querySelectorAll("textarea")) field.dataset.sent = field.value;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "error",
    });
    const found = await answer.json();
    if (!answer.ok) {
      dirty = true;
      say(found.message, true);
      return;
    }
    form.elements.base.value = found.number;
    show(found.cells);
    showRows(found.rows);
    checks.innerHTML = found.checks;
    back?.querySelector("[value=undo]")?.removeAttribute("disabled");
    back?.querySelector("[value=redo]")?.setAttribute("disabled", "");
    say(form.dataset.saved);
  } catch {
    dirty = true;
    say(form.dataset.failed, true);
  }
};

const save = async () => {
  clearTimeout(waiting);
  while (running) await running;
  if (!dirty) return;
  running = send().finally(() => { running = null; });
  await running;
};

form?.addEventListener("input", (event) => {
  if (!event.target.closest("textarea")) return;
  dirty = true;
  say(form.dataset.changed);
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
});

// A button takes along what was typed; a save on its way must not make it look like somebody else's.
const after = (event) => {
  if (leaving || !(dirty || running)) return;
  event.preventDefault();
  const { submitter } = event;
  const target = event.target;
  save().then(() => { leaving = true; target.requestSubmit(submitter); });
};
form?.addEventListener("submit", after);
back?.addEventListener("submit", after);
addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });

const below = (field, by) => {
  const cell = field.closest("td");
  const place = [...cell.parentElement.children].indexOf(cell);
  let row = cell.parentElement;
  do row = by > 0 ? row.nextElementSibling : row.previousElementSibling;
  while (row && !row.children[place]?.querySelector("textarea"));
  return row?.children[place].querySelector("textarea");
};

document.querySelector("#tb-grid")?.addEventListener("keydown", (event) => {
  const field = event.target.closest("textarea");
  if (!field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const enter = event.key === "Enter" && !event.shiftKey;
  const up = event.key === "ArrowUp" && !field.value.slice(0, field.selectionStart).includes("\n");
  const down = event.key === "ArrowDown" && !field.value.slice(field.selectionEnd).includes("\n");
  if (!enter && !up && !down) return;
  const next = below(field, up ? -1 : 1);
  if (enter || next) event.preventDefault();
  if (next) {
    next.focus();
    next.select();
  }
});
