/* Single keys for who decides many cases; off in a field, and for who switches them off (WCAG 2.1.4). */
(() => {
  "use strict";
  const KEPT = "keys-off";
  const isOff = () => document.body.dataset.keys === "off" || localStorage.getItem(KEPT) === "1";
  const inField = (target) => target.closest("input, select, textarea, [contenteditable], dialog");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!(event.target instanceof Element) || inField(event.target) || isOff()) return;
    const help = document.getElementById("keys");
    if (event.key === "?" && help) return help.showModal();
    const key = CSS.escape(event.key.toLowerCase());
    const target = document.querySelector(`[data-key="${key}"]:not([disabled])`);
    if (!target) return;
    event.preventDefault();
    target.click();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keys-switch]");
    if (button) {
      localStorage.setItem(KEPT, isOff() ? "0" : "1");
      button.setAttribute("aria-pressed", String(isOff()));
    }
    const opened = event.target.closest("[data-opens]");
    if (opened) document.getElementById(opened.dataset.opens).showModal();
    const closed = event.target.closest("[data-closes]");
    if (closed) closed.closest("dialog").close();
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-keys-switch]").forEach((button) => button.setAttribute("aria-pressed", String(isOff())));
    document.querySelectorAll("[data-opens][hidden]").forEach((button) => { button.hidden = false; });
  });
})();
