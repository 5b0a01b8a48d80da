/* admin-record.js: the form of a record. Prepares a row's fields when the row is opened, opens what an address names, asks before changes are lost, and sends what was written also after a new signing in. */
const $ = window.django?.jQuery;
const form = document.querySelector("#content-main form[method=post]");
let isChanged = false;

function name(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const box = select.nextElementSibling;
  if (!label || !box?.matches(".select2")) return;
  for (const part of box.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
    part.setAttribute("aria-label", label.firstChild.textContent.trim());
    part.removeAttribute("aria-labelledby");
  }
}

function prepare(part) {
  for (const select of part.querySelectorAll("select.in-row:not(.select2-hidden-accessible)")) {
    if (select.closest("details:not([open]), .empty-form")) continue;
    $(select).djangoAdminSelect2();
    name(select);
  }
}

function show() {
  const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!part) return;
  for (let at = part; at; at = at.parentElement) if (at.matches("details")) at.open = true;
  const row = part.querySelector(":scope > details");
  if (row) row.open = true;
  part.scrollIntoView();
}

/* Who signed in again in another window has a new token; the one of this page would be refused. */
document.addEventListener("submit", ({target}) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token && target.method === "post" && target.csrfmiddlewaretoken) target.csrfmiddlewaretoken.value = token;
});

if (form && $) {
  document.addEventListener("toggle", (event) => event.target.open && prepare(event.target), true);
  document.addEventListener("formset:added", (event) => {
    prepare(event.target);
    event.target.querySelector(".select2-selection, input:not([type=hidden]), select:not(.select2-hidden-accessible), textarea")?.focus();
  });
  $(() => {
    prepare(form);
    document.querySelectorAll("select.admin-autocomplete").forEach(name);
    show();
  });
  addEventListener("hashchange", show);
  for (const tools of form.querySelectorAll(".tools")) {
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const wish = event.target.dataset.open;
      if (!wish) return;
      for (const row of tools.parentElement.querySelectorAll(":scope > .row:not(.empty-form) > details")) row.open = wish === "yes";
    });
  }
  $(form).on("change input", () => (isChanged = true));
  form.addEventListener("submit", () => (isChanged = false));
  addEventListener("beforeunload", (event) => isChanged && event.preventDefault());
}
