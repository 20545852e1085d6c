// What the pages gain from a script; every page works without it.

const SHORTCUTS_OFF = "shortcuts-off";

function each(root, selector, act) {
  if (root.matches?.(selector)) act(root);
  root.querySelectorAll(selector).forEach(act);
}

// Toasts: the dismiss button is only useful with a script, so it is hidden until now.
function prepareToasts(root) {
  each(root, "[data-dismiss]", (button) => {
    button.hidden = false;
  });
}

function dismiss(toast) {
  const next = toast.nextElementSibling ?? document.getElementById("content");
  toast.remove();
  next?.focus?.({ preventScroll: true });
}

// A number with bounds also gets a slider.
function prepareSliders(root) {
  each(root, "input[type=number][data-slider]", (number) => {
    if (number.previousElementSibling?.type === "range") return;
    const range = document.createElement("input");
    range.type = "range";
    range.min = number.min;
    range.max = number.max;
    range.step = number.dataset.slider;
    range.value = number.value || number.min;
    // The number beside it is the field that everybody can use; the slider is a shortcut to it.
    range.tabIndex = -1;
    range.ariaHidden = "true";
    number.before(range);
    range.addEventListener("input", () => {
      number.value = range.value;
    });
    number.addEventListener("input", () => {
      range.value = number.value;
    });
  });
}

// A range shows its number.
function prepareRanges(root) {
  each(root, "input[type=range]:not([aria-hidden])", (range) => {
    if (range.nextElementSibling?.classList.contains("range-value")) return;
    const value = document.createElement("output");
    value.className = "range-value";
    value.htmlFor = range.id;
    value.textContent = range.value;
    range.after(value);
    range.addEventListener("input", () => {
      value.textContent = range.value;
    });
  });
}

// A form is sent once, whatever the impatience.
function guardSubmit(event) {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  // An answer that is a file leaves this page as it is: the form must work again.
  setTimeout(() => releaseForms(document), 8000);
}

function releaseForms(root) {
  each(root, "form[data-sent]", (form) => {
    delete form.dataset.sent;
  });
  each(root, "[aria-busy=true]", (element) => element.removeAttribute("aria-busy"));
}

// Errors: the reader is taken to the summary.
function showErrors(root) {
  root.querySelector("form .error-summary")?.focus();
}

// Dialogs: command and commandfor where the browser does not know them yet.
function command(event) {
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  const button = event.target.closest("button[commandfor]");
  const target = button && document.getElementById(button.getAttribute("commandfor"));
  if (!target) return;
  const action = button.getAttribute("command");
  if (action === "show-modal") target.showModal();
  if (action === "close") target.close();
}

// Keyboard on list pages. Switched off on request (WCAG 2.1.4) and silent in fields.
function shortcutsOff() {
  return document.cookie.split("; ").includes(`${SHORTCUTS_OFF}=1`);
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
  if (!rows.length) return;
  const focused = rows.indexOf(document.activeElement);
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, current + step))];
  next.focus();
  if (next.hasAttribute("hx-get")) next.click();
}

function onKey(event) {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable], dialog[open]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || shortcutsOff()) return;
  const help = document.getElementById("shortcuts");
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "/") document.querySelector("[data-search]")?.focus();
  else if (event.key === "?") help?.showModal();
  else {
    const key = CSS.escape(event.key);
    const button = document.querySelector(`[data-shortcut="${key}"]:not(:disabled)`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
}

function prepareSwitch() {
  const choice = document.querySelector("[data-shortcuts-switch]");
  if (!choice) return;
  choice.checked = !shortcutsOff();
  choice.addEventListener("change", () => {
    const age = choice.checked ? 0 : 31536000;
    document.cookie = `${SHORTCUTS_OFF}=1; path=/; max-age=${age}; samesite=lax`;
  });
}

// After a swap the focus stays where the work is, never on <body>.
let lastFocus = null;

function rememberFocus() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return;
  lastFocus = { id: focused.id, pane: focused.parentElement?.closest("[id]")?.id };
}

function restoreFocus() {
  if (document.activeElement && document.activeElement !== document.body) return;
  if (!lastFocus) return;
  const pane = lastFocus.pane && document.getElementById(lastFocus.pane);
  // A button that has done its work may be gone: what took its place is beside it.
  const neighbour = pane?.querySelector("button:not(:disabled), a[href], input:not([type=hidden])");
  const target = (lastFocus.id && document.getElementById(lastFocus.id)) || neighbour || pane;
  const fallback = document.querySelector("[data-detail]") ?? document.getElementById("content");
  const chosen = target || fallback;
  if (!chosen) return;
  if (chosen.tabIndex < 0 && !chosen.hasAttribute("tabindex")) chosen.tabIndex = -1;
  chosen.focus({ preventScroll: true });
}

// A request that failed says so; the page stays as it was.
function showTrouble() {
  const region = document.getElementById("toasts");
  const trouble = document.getElementById("trouble");
  if (!region || !trouble || region.querySelector("[data-trouble]")) return;
  const toast = trouble.content.firstElementChild.cloneNode(true);
  toast.dataset.trouble = "yes";
  region.append(toast);
  prepareToasts(region);
}

// Tabs that do not fit scroll sideways: the one of this page is in sight.
function showTab() {
  for (const tab of document.querySelectorAll(".section-nav [aria-current]")) {
    const bar = tab.closest(".section-nav");
    const [own, all] = [tab.getBoundingClientRect(), bar.getBoundingClientRect()];
    bar.scrollLeft += own.left + own.width / 2 - (all.left + all.width / 2);
  }
}

function prepare(root) {
  prepareToasts(root);
  prepareSliders(root);
  prepareRanges(root);
}

document.addEventListener("submit", guardSubmit);
document.addEventListener("click", (event) => {
  const toast = event.target.closest("[data-dismiss]")?.closest("[data-toast]");
  if (toast) dismiss(toast);
  command(event);
});
document.addEventListener("keydown", onKey);
window.addEventListener("pageshow", () => releaseForms(document));
document.addEventListener("htmx:before:swap", rememberFocus);
document.addEventListener("htmx:after:swap", () => {
  releaseForms(document);
  prepare(document);
  restoreFocus();
});
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status !== 422) showTrouble();
});
document.addEventListener("htmx:error", showTrouble);
document.addEventListener("htmx:finally:request", () => releaseForms(document));

prepare(document);
prepareSwitch();
showTab();
showErrors(document);
