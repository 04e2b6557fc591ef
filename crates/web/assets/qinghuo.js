// Conveniences only: every page works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  if (window.matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.bsTheme = "dark";

  // On a phone the choices would push the projects off the screen.
  const more = document.querySelector("details.more");
  if (more && window.matchMedia("(max-width: 620px)").matches && !more.querySelector("[data-on]")) more.open = false;

  document.querySelectorAll("form.filters").forEach((form) => {
    // A choice is applied at once, and what is left open stays out of the address.
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=date]")) form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      form.querySelectorAll("input, select").forEach((field) => {
        if (field.value === "") field.disabled = true;
      });
    });
  });
  // Going back shows the page as it was left, with its fields disabled.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form.filters :disabled").forEach((field) => {
      field.disabled = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("input[name=q]");
    if (event.key !== "/" || !search || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    search.select();
  });
})();
