// search.js: suggestions while typing in the search box, as a combobox with a list of the ARIA Authoring Practices.
// The box is a plain form and searches without this; where the network is away nothing happens.

const WAIT = 150; // milliseconds without a key before the server is asked
const SHORTEST = 2;
const LONGEST = 60;

function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  const answers = new Map();
  let timer, asked, active = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => !list.hidden;

  function mark(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    mark(null);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function show(html) {
    mark(null);
    list.innerHTML = html;
    const said = list.querySelector(":scope > p");
    said?.remove();
    list.hidden = !options().length;
    input.setAttribute("aria-expanded", String(isOpen()));
    status.textContent = said?.textContent ?? "";
  }

  async function answer(text) {
    asked = text;
    if (text.length < SHORTEST || text.length > LONGEST) return show("");
    if (!answers.has(text)) {
      answers.set(text, load(text));
    }
    const html = await answers.get(text);
    if (html === null) answers.delete(text);
    else if (asked === text && document.activeElement === input) show(html);
  }

  async function load(text) {
    try {
      const response = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`);
      return response.ok ? await response.text() : null;
    } catch {
      return null;
    }
  }

  function move(step) {
    const found = options();
    const place = active ? found.indexOf(active) + step : step > 0 ? 0 : found.length - 1;
    mark(found[place] ?? null);
  }

  function forget() {
    clearTimeout(timer);
    asked = null;
    close();
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked = null;
    const text = input.value.trim().replace(/\s+/g, " ");
    timer = setTimeout(() => answer(text), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options().length) return;
      event.preventDefault();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      if (!event.altKey) move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      forget();
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      active.click();
    }
  });
  input.addEventListener("blur", forget);
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

document.querySelectorAll("form[data-suggest]").forEach(suggest);
