// The list of suggestions below a search box as a combobox (ARIA authoring practices: list autocomplete).
// Without this script the suggestions are links to tab to, and the form sends as always.

for (const box of document.querySelectorAll("[data-suggestions]")) {
  const list = document.getElementById(box.dataset.suggestions);
  let chosen = -1;

  const options = () => [...list.querySelectorAll("a")];
  const close = () => {
    list.hidden = true;
    choose(-1);
    box.setAttribute("aria-expanded", "false");
  };
  const choose = (number) => {
    chosen = number;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = options()[number];
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };
  const dress = () => {
    const found = options();
    const shown = list.querySelector("ul");
    if (shown) {
      shown.setAttribute("role", "listbox");
      shown.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
      shown.id = `${list.id}-list`;
      box.setAttribute("aria-controls", shown.id);
    }
    found.forEach((option, place) => {
      option.id = `${list.id}-${place}`;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.parentElement.setAttribute("role", "none");
    });
    list.hidden = false;
    choose(-1);
    box.setAttribute("aria-expanded", String(found.length > 0));
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  list.addEventListener("htmx:afterSwap", dress);
  box.addEventListener("keydown", (event) => {
    const found = options();
    const open = !list.hidden && found.length > 0;
    if (event.key === "ArrowDown" && found.length) {
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      choose((chosen + 1) % found.length);
    } else if (event.key === "ArrowUp" && open) choose((chosen <= 0 ? found.length : chosen) - 1);
    else if (event.key === "Enter" && open && chosen >= 0) found[chosen].click();
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    if (!box.form.contains(event.target)) close();
  });
  document.addEventListener("click", (event) => {
    if (!box.form.contains(event.target)) close();
  });
}
