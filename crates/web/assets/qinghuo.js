// Conveniences only: every page works without this file.
(() => {
  "use strict";
  // On a phone the navigation and tabs are one line each: where one is, is brought into sight.
  document.querySelectorAll(".bar-nav, .tabs").forEach((line) => {
    const here = line.querySelector("[aria-current]");
    if (here) line.scrollLeft = here.offsetLeft - line.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  });

  // On a phone the choices would push the projects off the screen.
  const more = document.querySelector("details.more");
  if (more && window.matchMedia("(max-width: 620px)").matches && !more.querySelector("[data-on]")) more.open = false;

  document.querySelectorAll("form.filters").forEach((form) => {
    // A choice is applied at once, and what is left open stays out of the address. Whoever chooses by keyboard passes by other choices on the way,
    // and says with Enter that it is the one.
    let typed = false;
    form.addEventListener("pointerdown", () => { typed = false; });
    form.addEventListener("keydown", (event) => {
      typed = true;
      if (event.key !== "Enter" || !event.target.matches("select")) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("change", (event) => {
      if (!typed && event.target.matches("select, input[type=date]")) form.requestSubmit();
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

  // All rows of a table may be ticked at once.
  document.querySelectorAll("[data-pick-all]").forEach((all) => {
    const boxes = all.closest("form").querySelectorAll("input[name=pick]");
    all.hidden = false;
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  });

  // How many rows are ticked stands beside what is done with them.
  document.querySelectorAll("output[data-picked]").forEach((output) => {
    const form = output.closest("form");
    const count = () => {
      const picked = form.querySelectorAll("input[name=pick]:checked").length;
      output.textContent = picked ? output.dataset.picked.replace("#", picked) : "";
    };
    form.addEventListener("change", () => count());
    count();
  });

  // A ledger may be dropped, and its way up is shown.
  document.querySelectorAll("form[data-upload]").forEach((form) => {
    const field = form.querySelector("input[type=file]");
    const drop = form.querySelector(".drop");
    const state = form.querySelector("[data-state]");
    const words = state.querySelector("p");
    const bar = state.querySelector("progress");
    const button = form.querySelector("button");
    const tell = (text, busy) => {
      state.hidden = false;
      words.textContent = text;
      bar.hidden = !busy;
      button.disabled = busy;
    };
    const send = () => {
      const file = field.files[0];
      if (!file) return;
      if (file.size > Number(form.dataset.largest)) return tell(form.dataset.tooLarge, false);
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.upload.addEventListener("load", () => {
        // The server reads; how far it is, it does not say.
        bar.removeAttribute("value");
        tell(form.dataset.reading, true);
      });
      request.addEventListener("load", () => {
        if (request.status < 300 && new URL(request.responseURL).pathname !== location.pathname) {
          location.assign(request.responseURL);
          return;
        }
        const answer = new DOMParser().parseFromString(request.responseText, "text/html");
        const trouble = answer.querySelector("[role=alert]");
        tell(trouble ? trouble.textContent.trim() : form.dataset.failed, false);
        state.setAttribute("role", "alert");
      });
      request.addEventListener("error", () => tell(form.dataset.failed, false));
      request.open("POST", form.action);
      request.send(new FormData(form));
      tell(form.dataset.sending, true);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("is-over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("is-over");
      if (event.dataTransfer.files.length === 0) return;
      field.files = event.dataTransfer.files;
      send();
    });
  });

  // The picture in the command hall renews itself, keeps the last one when the server is away, and says so.
  const renewed = document.querySelector("main[data-renew]");
  if (renewed) {
    const renew = async () => {
      try {
        const answer = await fetch(location.href, { cache: "no-store" });
        if (!answer.ok) throw new Error(String(answer.status));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        renewed.replaceChildren(...page.querySelector("main").childNodes);
      } catch {
        renewed.querySelector("[data-unreachable]").hidden = false;
      }
    };
    setInterval(renew, 1000 * Number(renewed.dataset.renew));
  }

  // What takes a while says so, and is not sent twice.
  document.querySelectorAll("form[data-busy]").forEach((form) => {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button");
      button.textContent = form.dataset.busy;
      button.disabled = true;
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("form[data-busy], form[data-upload]")) location.reload();
  });
})();
