/* Extras over pages that work without them: focus on faults, copy buttons, session dialog. */
(() => {
  "use strict";
  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  function copy(button) {
    button.hidden = false;
    const word = button.querySelector("span");
    const before = word ? word.textContent : "";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      if (!word) return;
      word.textContent = document.body.dataset.copied;
      word.setAttribute("role", "status");
      setTimeout(() => { word.textContent = before; }, 3000);
    });
  }

  function prepare(root) {
    const faults = root.querySelector("[data-focus]");
    if (faults) faults.focus();
    if (navigator.clipboard) each(root, "[data-copy][hidden]", copy);
  }

  /* A link of the error summary leads to the control itself, not only near it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const control = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!control) return;
    event.preventDefault();
    control.focus();
    (control.closest(".field") || control).scrollIntoView({ block: "start" });
  });

  function watchSession(dialog) {
    const warning = 120;
    let timer;
    const arm = () => {
      clearTimeout(timer);
      timer = setTimeout(() => dialog.showModal(), Math.max(Number(dialog.dataset.sessionEndsIn) - warning, 1) * 1000);
    };
    dialog.querySelector("[data-extend-session]").addEventListener("click", async () => {
      dialog.close();
      const answer = await fetch(dialog.dataset.extend, { credentials: "same-origin" });
      if (answer.ok) arm(); else location.reload();
    });
    document.addEventListener("htmx:after:request", arm);
    arm();
  }

  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    each(document, "[data-session-ends-in]", watchSession);
  });
  document.addEventListener("htmx:after:swap", (event) => prepare(event.target instanceof Element ? event.target : document));
  document.addEventListener("page:replaced", () => prepare(document));
})();
