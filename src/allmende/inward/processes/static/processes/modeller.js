// The drawing surface: bpmn-js with autosave; the properties come from the server, so that both always agree.
const desk = document.querySelector("#pr-desk");
const canvasPlace = document.querySelector("#pr-canvas");
const status = document.querySelector("#pr-status");
const token = document.querySelector("#pr-back [name=csrfmiddlewaretoken]").value;
const undo = document.querySelector("#pr-back [value=undo]");
const redo = document.querySelector("#pr-back [value=redo]");
// A new state: the one before can be taken back, and what was undone earlier is no longer ahead.
const stepped = () => {
  undo.disabled = false;
  redo.disabled = true;
};
const PAUSE = 1200; // milliseconds without a change before saving
let base = 0;
let dirty = false;
let importing = false;
let waiting = null;
let running = null; // the save that is on its way

const say = (text, bad = false) => {
  status.textContent = text;
  status.classList.toggle("al-danger", bad);
};

const words = desk.dataset.words ? (await import(desk.dataset.words)).default : {};
const translate = (template, replacements = {}) =>
  (words[template] ?? template).replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`);
const vocabulary = await (await fetch(desk.dataset.vocabulary)).json();

canvasPlace.replaceChildren();
const modeller = new window.BpmnJS({
  container: canvasPlace,
  additionalModules: [{ translate: ["value", translate] }],
  moddleExtensions: { allmende: vocabulary },
});
const canvas = modeller.get("canvas");
const selection = modeller.get("selection");

// All of the drawing, beside the palette and not below it.
const fit = () => {
  const { inner, outer } = canvas.viewbox();
  const palette = canvasPlace.querySelector(".djs-palette");
  const left = (palette ? palette.offsetLeft + palette.offsetWidth : 0) + 20;
  const scale = Math.min(1, (outer.width - left - 20) / inner.width, (outer.height - 40) / inner.height);
  const [width, height] = [outer.width / scale, outer.height / scale];
  canvas.viewbox({ x: inner.x - left / scale, y: inner.y - (height - inner.height) / 2, width, height });
};

const show = async () => {
  const answer = await fetch(desk.dataset.state);
  base = Number(answer.headers.get("X-State"));
  const view = modeller.getDefinitions() ? canvas.viewbox() : null;
  importing = true;
  try {
    await modeller.importXML(await answer.text());
    if (view) canvas.viewbox(view);
    else fit();
  } catch (error) {
    say(desk.dataset.broken, true);
    throw error;
  } finally {
    importing = false;
    dirty = false;
  }
};

const saveNow = async () => {
  clearTimeout(waiting);
  if (running) await running;
  if (!dirty) return;
  dirty = false;
  say(desk.dataset.saving);
  running = (async () => {
    try {
      const { xml } = await modeller.saveXML({ format: true });
      const answer = await fetch(`${desk.dataset.state}?base=${base}`, {
        method: "POST", body: xml, headers: { "Content-Type": "application/xml", "X-CSRFToken": token },
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.message);
      base = told.number;
      stepped();
      say(desk.dataset.saved);
    } catch (error) {
      dirty = true;
      say(error instanceof TypeError || error instanceof SyntaxError ? desk.dataset.failed : error.message, true);
    }
  })();
  await running;
  running = null;
};

modeller.on("commandStack.changed", () => {
  if (importing) return;
  dirty = true;
  say(desk.dataset.changed);
  clearTimeout(waiting);
  waiting = setTimeout(saveNow, PAUSE);
});

const open = async (id) => {
  await saveNow();
  if (!dirty) window.htmx.ajax("GET", desk.dataset.element.replace("ELEMENT", encodeURIComponent(id)), "#pr-panel");
};

let chosen = "";
const process = () => modeller.getDefinitions()?.rootElements.find((root) => root.$type === "bpmn:Process")?.id;
modeller.on("selection.changed", ({ newSelection }) => {
  if (importing || newSelection.length !== 1) return;
  const id = newSelection[0].businessObject.id;
  if (id === chosen) return;
  chosen = id;
  open(id);
});

document.body.addEventListener("stateSaved", async (event) => {
  const { element } = event.detail;
  const before = base;
  await show();
  if (base !== before) stepped();
  say(desk.dataset.saved);
  chosen = element;
  const again = modeller.get("elementRegistry").get(element);
  if (again) selection.select(again);
});

for (const [id, action] of [["#pr-fit", fit], ["#pr-process", () => open(process())]]) {
  const button = document.querySelector(id);
  button.hidden = false;
  button.addEventListener("click", action);
}
document.querySelector("#pr-back").addEventListener("submit", async (event) => {
  if (!dirty) return;
  event.preventDefault();
  const { submitter } = event;
  await saveNow();
  if (!dirty) submitter.click();
});
for (const link of document.querySelectorAll(".al-tabs a")) {
  link.addEventListener("click", async (event) => {
    if (!dirty) return;
    event.preventDefault();
    await saveNow();
    if (!dirty) location.assign(link.href);
  });
}
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

await show();
const wanted = new URLSearchParams(location.search).get("element");
const element = wanted && modeller.get("elementRegistry").get(wanted);
if (element) {
  selection.select(element);
  canvas.scrollToElement(element);
}
