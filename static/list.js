// list.js: a list changes in place. Its links and forms work without this; here the same address is fetched and <main> is
// replaced. Where that fails the browser goes there.

const SLOW = 10000; // milliseconds, then the browser loads the page itself
const SAID = ["h1", ".shown", "#compare"]; // the first that has changed is read out

const main = document.querySelector("main");
const status = document.body.appendChild(document.createElement("p"));
status.className = "vh";
status.role = "status";

let shown = new URL(location);
let going = shown; // asked for last
let asking, moving;
let entry = history.state?.entry ?? 0;
const heights = new Map(); // how far each entry was scrolled

const bare = (url) => url.href.split("#")[0];
const words = (part) => main.querySelector(part)?.textContent.trim().replace(/\s+/g, " ");
const nameOf = (details) => details.id || details.className + details.closest("fieldset")?.querySelector("input").name;

// The change that a control makes, made to what was asked for last where that is not answered yet.
function merged(target) {
  if (going === shown) return target;
  const found = new URL(going);
  found.searchParams.delete("page");
  for (const [name, value] of shown.searchParams) {
    if (!target.searchParams.has(name, value)) found.searchParams.delete(name, value);
  }
  for (const [name, value] of target.searchParams) {
    if (/^(page|sort|view)$/.test(name)) found.searchParams.set(name, value);
    else if (![found, shown].some((url) => url.searchParams.has(name, value))) found.searchParams.append(name, value);
  }
  return found;
}

// By what a control is found again.
function keyOf(control) {
  if (control.dataset.key) return control.dataset.key;
  if (control.localName === "summary") return nameOf(control.parentNode);
  return control.form && control.name + (control.type === "checkbox" ? control.value : "");
}

function replace(page, toHeading) {
  const before = SAID.map(words);
  const active = main.contains(document.activeElement) && document.activeElement;
  const key = active && !toHeading && keyOf(active);
  const top = active && active.getBoundingClientRect().top;
  const open = new Map([...main.querySelectorAll("details")].map((details) => [nameOf(details), details.open]));
  const typed = [...main.querySelectorAll(".facets input")].filter((input) => input.value !== input.defaultValue);

  main.replaceChildren(...page.querySelector("main").childNodes);
  document.title = page.title;
  document.querySelector("#q").defaultValue = page.querySelector("#q").defaultValue;
  for (const part of [".langs", "link[type='text/csv']"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(fresh);
  }
  for (const details of main.querySelectorAll("details")) details.open = open.get(nameOf(details)) ?? details.open;
  for (const { name, value } of typed) main.querySelector(`.facets [name="${name}"]`).value = value;

  const controls = [...main.querySelectorAll("[data-key],input,button,summary")];
  const found = key && controls.find((control) => keyOf(control) === key && !control.disabled);
  if (found) {
    found.focus({ preventScroll: true });
    scrollBy({ top: found.getBoundingClientRect().top - top, behavior: "instant" });
  } else if (active || toHeading) {
    const heading = main.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    if (toHeading || heading.getBoundingClientRect().top < 0) heading.scrollIntoView({ behavior: "instant" });
  }
  status.textContent = SAID.map(words).find((text, place) => text && text !== before[place]) ?? "";
  document.dispatchEvent(new Event("list:changed"));
}

// Shows another address; `move` tells the history, and is nothing where that has moved already.
async function show(url, move, toHeading) {
  asking?.abort();
  if (asking && move) move = [move, moving].sort()[0]; // makes a dropped step
  moving = move;
  const mine = (asking = new AbortController());
  const timer = setTimeout(() => mine.abort(), SLOW);
  going = url;
  main.ariaBusy = "true";
  try {
    const response = await fetch(url, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!response.ok || response.redirected || !page.querySelector("main .list")) throw response;
    if (move === "pushState") heights.set(entry++, scrollY);
    if (move) history[move]({ entry }, "", url);
    else entry = history.state?.entry ?? 0;
    shown = going = url;
    replace(page, toHeading);
    if (!move) scrollTo({ top: heights.get(entry) ?? 0, behavior: "instant" });
    asking = main.ariaBusy = null;
  } catch {
    if (asking !== mine) return; // dropped for a later one
    if (move) location.assign(url);
    else location.reload();
  } finally {
    clearTimeout(timer);
  }
}

const addressOf = (asked) => new URL(`?${new URLSearchParams(asked)}`, location);
const formed = (form) => merged(addressOf([...new FormData(form)].filter(([, value]) => value.trim())));

main.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(merged(new URL(link.getAttribute("href"), location)), "pushState", link.closest(".pages"));
});

main.addEventListener("change", ({ target: box }) => {
  if (box.type !== "checkbox") return;
  if (box.name === "with") {
    const others = [...shown.searchParams].filter(([name]) => name !== "with");
    show(merged(addressOf([...others, ...new FormData(box.form)])), "replaceState");
  } else if (box.closest(".facets")) {
    // Chosen or left out, not both.
    for (const other of box.closest(".f").querySelectorAll("input")) if (other !== box) other.checked = false;
    show(formed(box.form), "pushState");
  }
});

main.addEventListener("submit", (event) => {
  const panel = event.target.closest(".facets");
  if (!panel) return;
  event.preventDefault();
  const isByButton = document.activeElement === event.submitter;
  if (isByButton && panel.firstElementChild.checkVisibility()) panel.open = false;
  show(formed(event.target), "pushState", isByButton);
});

addEventListener("scroll", () => asking || heights.set(entry, scrollY));
addEventListener("popstate", () => {
  const url = new URL(location);
  if (bare(url) !== bare(going)) show(url);
});
