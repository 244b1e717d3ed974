// Small improvements on every page; each works without.

// After a form came back, start at the list of what is to be corrected.
document.getElementById("error-summary")?.focus();

// A form is sent once: the second click does nothing, and the page says that it is working.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.sent) {
    if (form.dataset.sent) event.preventDefault();
    return;
  }
  if (form.hasAttribute("data-once")) {
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// A select or checkbox that filters a list sends its form by itself.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.matches("[data-send]")) form.requestSubmit();
});
