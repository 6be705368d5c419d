/* Files: dropped onto a plain file input, and sent with progress. Without script the form posts. */
(() => {
  "use strict";

  function dropArea(area) {
    const input = area.querySelector("input[type=file]");
    const over = (is) => (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      area.classList.toggle("is-over", is);
    };
    area.addEventListener("dragover", over(true));
    area.addEventListener("dragleave", over(false));
    area.addEventListener("drop", (event) => {
      over(false)(event);
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  }

  function withProgress(form) {
    const bar = form.querySelector("progress");
    const status = form.querySelector("[data-upload-status]");
    const button = form.querySelector("button:not([type=button])");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const request = new XMLHttpRequest();
      let told = -1;
      bar.hidden = false;
      button.disabled = true;
      request.upload.addEventListener("progress", (sent) => {
        if (!sent.lengthComputable) return;
        bar.value = 100 * sent.loaded / sent.total;
        const tenth = Math.floor(bar.value / 10);
        if (tenth !== told) status.textContent = `${Math.floor(bar.value)} %`;
        told = tenth;
      });
      request.addEventListener("load", () => {
        /* Shown as it came: asking again would lose what the page says only once. */
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        const main = page.querySelector("main");
        if (request.responseURL !== location.href) history.pushState({}, "", request.responseURL);
        document.title = page.title;
        document.querySelector("main").replaceWith(main);
        main.focus();
        if (window.htmx) htmx.process(main);
        document.dispatchEvent(new CustomEvent("page:replaced"));
      });
      request.addEventListener("error", () => {
        bar.hidden = true;
        button.disabled = false;
        status.textContent = form.dataset.uploadFailed || "";
      });
      request.open("POST", form.action);
      request.send(new FormData(form, event.submitter));
    });
  }

  function prepare() {
    document.querySelectorAll("[data-drop]").forEach(dropArea);
    document.querySelectorAll("form[data-upload]").forEach(withProgress);
  }
  document.addEventListener("DOMContentLoaded", prepare);
  document.addEventListener("page:replaced", prepare);
})();
