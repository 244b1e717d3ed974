// Improves the form; everything works without it.
document.documentElement.classList.add("ap-js");

// Searching a list and picking files are no answers: the form need not be judged again for them.
document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file], input[type=search]")) event.stopPropagation();
  if (event.target.matches(".ap-files input[type=file]")) upload(event.target);
}, true);

// Enter in the search box searches; it does not leave the page.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".ap-search input")) event.preventDefault();
});

// Files are sent at once, with progress; the answer is the same page, of which only this question is taken.
function upload(input) {
  const box = input.closest(".ap-files");
  const form = input.form;
  if (!input.files.length) return;
  const data = new FormData(form);
  data.set("_do", `upload:${box.dataset.files}`);
  const progress = box.querySelector(".ap-progress");
  const bar = progress.querySelector("progress");
  progress.hidden = false;
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
  });
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.getElementById(box.id);
    if (!fresh) return form.submit();
    box.replaceWith(document.adoptNode(fresh));
    for (const id of ["page-revision", "page-slots"]) {
      const value = page.getElementById(id)?.value;
      if (value !== undefined) document.getElementById(id).value = value;
    }
    window.htmx?.process(fresh);
    (fresh.querySelector("input[type=file]") ?? fresh).focus();
  });
  request.addEventListener("error", () => { progress.hidden = true; input.value = ""; });
  request.open("POST", form.getAttribute("hx-post") || location.href);
  request.send(data);
}
