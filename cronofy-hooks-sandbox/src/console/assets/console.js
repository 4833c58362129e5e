// Requests the page again after a change, and applies the difference. Without this script everything works,
// but only a reload shows changes.
"use strict";

const live = document.getElementById("live");
const liveState = document.getElementById("live-state");
const pauseButton = document.getElementById("live-pause");
let stream = null;
let paused = false;
let refreshing = false;
let again = false;

// ---- The difference ----

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || null : null;
}

function attributes(from, to) {
  for (const { name } of [...from.attributes]) {
    // Opened details stay open.
    if (!to.hasAttribute(name) && !(name === "open" && from.nodeName === "DETAILS")) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function holdsField(form, focused) {
  return form.contains(focused) && focused.matches("input, select, textarea");
}

// Changes `from` into `to`, and keeps equal nodes, so that focus, selection and typed text stay.
function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) return from.replaceWith(to);
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  // A form in use stays as it is, unless only a button of it was pressed.
  if (from.nodeName === "FORM" && (from.dataset.typed || holdsField(from, document.activeElement))) return;
  attributes(from, to);
  children(from, to);
}

function children(from, to) {
  const keyed = new Map([...from.children].filter(keyOf).map((node) => [keyOf(node), node]));
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    while (place && place.dataset && "keep" in place.dataset) place = place.nextSibling;
    const key = keyOf(wanted);
    const known = key ? keyed.get(key) : null;
    if (known) {
      if (known === place) place = place.nextSibling;
      else from.insertBefore(known, place);
      morph(known, wanted);
    } else if (place && !keyOf(place) && !key && place.nodeName === wanted.nodeName) {
      const next = place.nextSibling;
      morph(place, wanted);
      place = next;
    } else {
      from.insertBefore(wanted, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    if (!(place.dataset && "keep" in place.dataset)) place.remove();
    place = next;
  }
}

// The list stays as it is while it is read: what arrives waits behind a link. The server knows how.
function isRead(list) {
  return window.scrollY > list.offsetTop || list.matches(":hover, :focus-within") || !getSelection().isCollapsed;
}

function address() {
  const url = new URL(location.href);
  const list = document.getElementById("list");
  if (list && !url.searchParams.has("upto") && isRead(list)) url.searchParams.set("upto", list.dataset.newest);
  return url;
}

// The element in focus and what is around it, from the inside.
function aroundFocus() {
  const around = [];
  for (let it = document.activeElement; it && it !== document.body; it = it.parentElement) around.push(it);
  return around;
}

function apply(page) {
  const around = aroundFocus();
  for (const id of ["now", "warnings", "personal", "connect", "main"]) {
    const from = document.getElementById(id);
    const to = page.getElementById(id);
    if (from && to) morph(from, to);
  }
  document.title = page.title;
  keepFocus(around);
}

// When the element in focus is gone or was moved, it or what is nearest to it gets the focus: a control of what was
// around it, or that itself.
function keepFocus(around) {
  const [focused] = around;
  if (!focused || document.activeElement === focused) return;
  const left = around.find((it) => it.isConnected && it.checkVisibility()) || document.getElementById("main");
  const inside = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  const control = (left !== focused && left.id !== "main" && left.querySelector(inside)) || left;
  control.focus({ preventScroll: true });
  if (document.activeElement === control) return;
  control.tabIndex = -1;
  control.focus({ preventScroll: true });
}

async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    const response = await fetch(address(), { headers: { "X-Live": "1" } });
    if (response.ok) apply(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // The stream reports when the sandbox is back.
  } finally {
    refreshing = false;
  }
  if (again) {
    again = false;
    refresh();
  }
}

// ---- The stream ----

function showState(state) {
  liveState.textContent = state;
  live.dataset.state = state;
}

// A page with form errors is the answer to a POST, so it cannot be requested again: `data-still` marks it.
function listen() {
  if (stream || paused || document.hidden || document.querySelector("[data-still]")) return;
  stream = new EventSource("/live");
  stream.addEventListener("open", () => showState("Live"));
  stream.addEventListener("error", () => showState("Waiting for the sandbox"));
  stream.addEventListener("changed", refresh);
}

function stopListening() {
  if (stream) stream.close();
  stream = null;
}

function setPaused(now) {
  paused = now;
  pauseButton.setAttribute("aria-pressed", String(paused));
  if (paused) {
    stopListening();
    showState("Paused");
  } else {
    showState("Live");
    listen();
  }
}

// ---- Forms that keep the page ----

// Sends the form and shows the message of the answer. The page, and what is typed in its other forms, stays.
async function stay(event) {
  const form = event.target.closest("form[data-stay]");
  if (!form) return;
  event.preventDefault();
  const isOfFrame = Boolean(form.closest("header"));
  let message = null;
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const text = await response.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    // The frame shows the clock, so a message would only say it twice.
    message = response.ok ? page.querySelector(isOfFrame ? "#message.bad" : "#message") : failure(text);
  } catch {
    message = failure("The sandbox does not answer. Start it again.");
  }
  const shown = document.getElementById("message");
  if (shown) shown.remove();
  if (message) document.getElementById("main").prepend(message);
  const asked = form.closest("details.ask");
  if (asked) close(asked);
  refresh();
}

function failure(text) {
  const message = document.createElement("p");
  Object.assign(message, { id: "message", className: "message bad", textContent: text });
  message.setAttribute("role", "alert");
  message.dataset.keep = "";
  return message;
}

// Before the button in focus is hidden, because the browser would then forget where the focus was.
function close(asked) {
  if (asked.contains(document.activeElement)) asked.querySelector("summary").focus();
  asked.open = false;
}

// Escape takes a question back.
function takeBack(event) {
  const asked = event.key === "Escape" && event.target.closest("details.ask[open]");
  if (asked) close(asked);
}

// ---- Copying ----

async function copy(text, control) {
  const label = control.textContent;
  await navigator.clipboard.writeText(text);
  control.textContent = "Copied";
  setTimeout(() => (control.textContent = label), 1500);
}

// A link with `data-copy` leads to a text, and a button with `data-copies` names an element.
function onCopy(event) {
  const control = event.target.closest("[data-copy], [data-copies]");
  if (!control || !navigator.clipboard) return;
  event.preventDefault();
  if (control.textContent === "Copied") return;
  const named = control.dataset.copies;
  if (named) copy(document.getElementById(named).textContent, control);
  else fetch(control.href).then((response) => response.text()).then((text) => copy(text, control));
}

// ---- The keyboard ----

const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");

// The links of the rows of the list, or of what is beside a delivery.
function step(forward) {
  const links = [...document.querySelectorAll("#list a.open")];
  if (!links.length) {
    const beside = document.querySelector(`[data-key="${forward ? "j" : "k"}"]`);
    if (beside) beside.click();
    return;
  }
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + (forward ? 1 : -1)))];
  next.focus();
}

function resend() {
  const row = document.activeElement.closest("tr.delivery");
  const form = row ? document.getElementById("resend") : document.querySelector('form[action$="/replay"]');
  if (!form) return;
  if (row) form.action = `/deliveries/${row.dataset.number}/replay`;
  form.requestSubmit();
}

function onKey(event) {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (!keysOn.checked || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const view = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (view) location.assign(view.href);
  else if (event.key === "p") setPaused(!paused);
  else if (event.key === "j" || event.key === "k") step(event.key === "j");
  else if (event.key === "r") resend();
  else if (event.key === "/") {
    const field = document.querySelector("main :is(input:not([type=hidden]), select, textarea)");
    if (field) field.focus();
    event.preventDefault();
  } else if (event.key === "?") {
    keys.open = true;
    keys.querySelector("summary").focus();
  }
}

function rememberKeys() {
  localStorage.setItem("keys", keysOn.checked ? "on" : "off");
}

// ---- The views ----

// Where they are a line that scrolls, the one that is open is in sight.
function showOpenView() {
  const open = document.querySelector(".views [aria-current]");
  if (!open) return;
  const line = open.closest("ul");
  line.scrollLeft = open.offsetLeft - line.offsetLeft - (line.clientWidth - open.offsetWidth) / 2;
}

// ---- Start ----

document.documentElement.classList.add("js");
showOpenView();
window.addEventListener("resize", showOpenView);
// A page with `data-still` has no updates to pause.
live.hidden = Boolean(document.querySelector("[data-still]"));
keys.hidden = false;
keysOn.checked = localStorage.getItem("keys") !== "off";
keysOn.addEventListener("change", rememberKeys);
pauseButton.addEventListener("click", () => setPaused(!paused));
document.addEventListener("keydown", onKey);
document.addEventListener("keydown", takeBack);
document.addEventListener("click", onCopy);
document.addEventListener("submit", stay);
// What waited while the list was read is shown afterwards.
const list = document.getElementById("list");
if (list) {
  for (const left of ["mouseleave", "focusout"]) list.addEventListener(left, () => setTimeout(refresh));
  window.addEventListener("scrollend", () => window.scrollY <= list.offsetTop && refresh());
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("main form");
  if (form) form.dataset.typed = "yes";
});
// A list that only loads a page needs no button.
document.addEventListener("change", (event) => {
  const { form } = event.target;
  if (!event.target.matches("[data-submit]")) return;
  // Another form of the page would lose what was typed there.
  const typed = [...document.querySelectorAll("main form[data-typed]")].some((it) => it !== form);
  if (!typed || confirm("Replace what you typed?")) form.requestSubmit();
  else form.reset();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stopListening();
  else listen();
});
window.addEventListener("pagehide", stopListening);
window.addEventListener("pageshow", listen);
listen();
