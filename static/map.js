/* map.js: zooms and moves a map, and says the name of a unit while it is pointed at or has the focus. Without it all works. */
const STEP = 1.5, MOST = 8;

function dress(svg) {
  if (svg.dataset.dressed) return;
  svg.dataset.dressed = "yes";
  const whole = svg.viewBox.baseVal, [x0, y0, w0, h0] = [whole.x, whole.y, whole.width, whole.height];
  const view = { x: x0, y: y0, w: w0, h: h0 };

  const show = () => {
    view.w = Math.min(Math.max(view.w, w0 / MOST), w0);
    view.h = (view.w * h0) / w0;
    view.x = Math.min(Math.max(view.x, x0), x0 + w0 - view.w);
    view.y = Math.min(Math.max(view.y, y0), y0 + h0 - view.h);
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    svg.classList.toggle("near", view.w < w0);
    svg.style.setProperty("--zoom", w0 / view.w);
    less.disabled = view.w >= w0;
    more.disabled = view.w <= w0 / MOST + 1;
  };
  const zoom = (by, cx = view.x + view.w / 2, cy = view.y + view.h / 2) => {
    const w = Math.min(Math.max(view.w / by, w0 / MOST), w0), part = w / view.w;
    view.x = cx - (cx - view.x) * part;
    view.y = cy - (cy - view.y) * part;
    view.w = w;
    show();
  };

  const tools = document.createElement("div");
  tools.className = "map-tools";
  const words = [svg.dataset.closer, svg.dataset.further];
  const [more, less] = ["+", "−"].map((sign, n) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", words[n]);
    button.addEventListener("click", () => zoom(n ? 1 / STEP : STEP));
    tools.append(button);
    return button;
  });
  svg.before(tools);

  const tip = document.createElement("div");
  tip.className = "map-tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  svg.after(tip);
  const say = (event) => {
    const link = event.target.closest("a");
    if (!link) return hide();
    const box = link.getBoundingClientRect(), frame = svg.parentElement.getBoundingClientRect();
    tip.textContent = link.dataset.tip;
    tip.hidden = false;
    const left = box.left - frame.left + box.width / 2 - tip.offsetWidth / 2;
    tip.style.left = `${Math.min(Math.max(left, 0), frame.width - tip.offsetWidth)}px`;
    tip.style.top = `${Math.max(box.top - frame.top - tip.offsetHeight, 0)}px`;
  };
  const hide = () => { tip.hidden = true; };
  const left = (event) => { if (event.relatedTarget !== tip && event.relatedTarget !== svg) hide(); };
  // The words of a unit are its title until there is something better to show them.
  svg.querySelectorAll("a > title").forEach((title) => { title.parentNode.dataset.tip = title.textContent; title.remove(); });
  svg.addEventListener("pointerover", say);
  // A drawing that listens to focus by itself becomes a tab stop.
  svg.parentElement.addEventListener("focusin", (event) => { if (svg.contains(event.target)) say(event); });
  svg.addEventListener("pointerleave", left);
  tip.addEventListener("pointerleave", left);
  svg.parentElement.addEventListener("focusout", hide);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  let start = null;
  svg.addEventListener("pointerdown", (event) => {
    if (view.w < w0) start = { x: event.clientX, y: event.clientY, at: { ...view }, moved: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!start) return;
    const scale = view.w / svg.getBoundingClientRect().width;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    if (Math.abs(dx) + Math.abs(dy) > 5) start.moved = true;
    if (!start.moved) return;
    view.x = start.at.x - dx * scale;
    view.y = start.at.y - dy * scale;
    hide();
    show();
  });
  const drop = () => { setTimeout(() => { start = null; }); };
  addEventListener("pointerup", drop);
  addEventListener("pointercancel", drop);
  svg.addEventListener("click", (event) => { if (start?.moved) { event.preventDefault(); event.stopPropagation(); } }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("keydown", (event) => {
    const step = view.w / 8;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") zoom(1 / MOST);
    else if (moves[event.key] && view.w < w0) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; show(); event.preventDefault(); }
  });
  show();
}

const dressAll = () => document.querySelectorAll(".mapbox .map").forEach(dress);
dressAll();
document.addEventListener("list:changed", dressAll);
