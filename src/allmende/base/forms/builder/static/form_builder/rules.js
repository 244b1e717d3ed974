// Rules: names are suggested while typing, and the server says at once whether a rule can be read.
const names = [...document.querySelectorAll("code[data-name]")].map((code) => ({
  name: code.dataset.name,
  label: code.closest("div").querySelector("dd").firstChild.textContent.trim(),
}));

for (const box of document.querySelectorAll("textarea.fb-rule")) {
  const state = document.getElementById(`state-${box.name}`);
  const list = document.createElement("ul");
  list.className = "fb-suggest";
  list.hidden = true;
  list.id = `suggest-${box.id}`;
  list.setAttribute("role", "listbox");
  box.setAttribute("aria-controls", list.id);
  box.after(list);
  let timer = 0;
  let chosen = -1;

  const word = () => box.value.slice(0, box.selectionStart).match(/[a-z][\w.]*$/i)?.[0] ?? "";

  const close = () => {
    list.hidden = true;
    chosen = -1;
  };

  const take = (name) => {
    const end = box.selectionStart;
    box.setRangeText(name, end - word().length, end, "end");
    close();
    box.focus();
    check();
  };

  const suggest = () => {
    const typed = word().toLowerCase();
    const fit = typed
      ? names.filter((n) => n.name.toLowerCase().includes(typed) || n.label.toLowerCase().includes(typed)).slice(0, 8)
      : [];
    list.replaceChildren(
      ...fit.map((n) => {
        const item = document.createElement("li");
        item.setAttribute("role", "option");
        item.textContent = `${n.name} – ${n.label}`;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(n.name);
        });
        item.dataset.name = n.name;
        return item;
      }),
    );
    list.hidden = fit.length === 0 || (fit.length === 1 && fit[0].name === word());
    chosen = -1;
  };

  const check = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const form = box.form;
      const body = new URLSearchParams({
        _rule: "rule",
        rule: box.value,
        _use: form.querySelector("[name=rule-how]:checked")?.value ?? box.dataset.use,
        _path: form.querySelector("[name=rule-place]")?.value ?? form.dataset.path,
        csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value,
      });
      const answer = await fetch(form.dataset.check, { method: "POST", body });
      if (answer.ok && state) state.innerHTML = await answer.text();
    }, 400);
  };

  box.addEventListener("input", () => {
    suggest();
    check();
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + list.children.length) % list.children.length;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === chosen)));
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen].dataset.name);
    }
  });
}
