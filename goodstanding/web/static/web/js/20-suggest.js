/* Suggestions under a search field: an ARIA combobox over a form that works without it. */
(() => {
  "use strict";
  const PAUSE = 250;
  const LEAST = 2;
  const MOST = 8;
  let numbered = 0;

  function combobox(input) {
    const list = document.createElement("ul");
    const told = document.createElement("p");
    let timer, asked, chosen = -1;
    list.id = `suggestions-${++numbered}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel || "");
    list.hidden = true;
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    input.after(list, told);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })
      .forEach(([name, value]) => input.setAttribute(name, value));

    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      const options = [...list.children];
      chosen = (index + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      input.setAttribute("aria-activedescendant", options[chosen].id);
    };
    const follow = (option) => location.assign(option.dataset.address);

    function show(found) {
      list.replaceChildren(...found.slice(0, MOST).map((item, at) => {
        const option = document.createElement("li");
        const note = document.createElement("small");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.address = item.address;
        option.textContent = item.label;
        note.textContent = item.note || "";
        option.append(note);
        option.addEventListener("mousedown", (event) => { event.preventDefault(); follow(option); });
        return option;
      }));
      told.textContent = `${list.children.length} ${list.getAttribute("aria-label")}`;
      list.hidden = !list.children.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      chosen = -1;
    }

    async function ask() {
      const text = input.value.trim();
      if (text.length < LEAST) return close();
      if (asked) asked.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === input) show(await answer.json());
      } catch (stopped) {
        if (stopped.name !== "AbortError") close();
      }
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("compositionend", () => { timer = setTimeout(ask, PAUSE); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        follow(list.children[chosen]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("input[data-suggest]").forEach(combobox));
})();
