// The inbox by keyboard; everything here can also be done with the mouse or by Tab.

const rows = [...document.querySelectorAll("[data-row]")];
const ticked = document.querySelector("[data-ticked]");
const all = document.querySelector("[data-tick-all]");
let current = -1;

const tick = (row) => row?.querySelector(".al-tick");
const link = (row) => row?.querySelector("a");

function move(step) {
  if (!rows.length) return;
  rows[current]?.classList.remove("al-current");
  current = Math.min(Math.max(current + step, 0), rows.length - 1);
  rows[current].classList.add("al-current");
  link(rows[current]).focus();
  rows[current].scrollIntoView({ block: "nearest" });
}

function count() {
  const number = rows.filter((row) => tick(row)?.checked).length;
  for (const row of rows) row.classList.toggle("al-ticked", Boolean(tick(row)?.checked));
  if (ticked) {
    ticked.hidden = number === 0;
    ticked.textContent = `${number} ✓`;
  }
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  x: () => { const box = tick(rows[current]); if (box) { box.checked = !box.checked; count(); } },
  a: () => document.getElementById("to")?.focus(),
  g: () => document.querySelector("a[rel=next]")?.click(),
  "/": () => (document.getElementById("q") ?? document.getElementById("quick"))?.focus(),
  "?": () => document.getElementById("keys")?.togglePopover(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in actions)) return;
  event.preventDefault();
  actions[event.key]();
});
document.addEventListener("focusin", (event) => {
  const row = rows.indexOf(event.target.closest("[data-row]"));
  if (row >= 0 && row !== current) {
    rows[current]?.classList.remove("al-current");
    current = row;
    rows[row].classList.add("al-current");
  }
});
document.addEventListener("change", (event) => { if (event.target.matches(".al-tick")) count(); });
if (all) {
  all.hidden = !rows.length;
  all.addEventListener("click", () => {
    const on = rows.some((row) => !tick(row)?.checked);
    for (const row of rows) if (tick(row)) tick(row).checked = on;
    count();
  });
}
count();
