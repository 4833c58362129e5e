// What was typed in a form is not lost: neither when the page is left, nor when the form is refused. Without this
// script a refused form still has its values.
"use strict";

// ---- Drafts ----

// What was typed is kept for this tab, under the page and the form. It is dropped when the form was accepted.
const DRAFT = "draft ";
const SENT = "sent ";
// Counts what was typed.
let edits = 0;

// Forms of several things may share an action; their hidden fields name the thing.
function draftKey(form) {
  const named = [...form.querySelectorAll(":scope > input[type=hidden]:not([name=token])")].map((it) => it.value);
  return [`${location.pathname}${location.search}`, new URL(form.action).pathname, ...named].join(" ");
}

// A secret is never stored. What a field was in the body belongs to what was typed there.
function typedFields(form) {
  const kept = (it) => it.name.startsWith("was:") || !["hidden", "submit", "password"].includes(it.type);
  return [...form.elements].filter((it) => it.name && kept(it));
}

function keepDraft(form) {
  const values = typedFields(form).map((it) => [it.name, it.value, Boolean(it.checked)]);
  sessionStorage.setItem(DRAFT + draftKey(form), JSON.stringify(values));
}

function restoreDraft(form, stored) {
  const values = JSON.parse(stored);
  for (const it of typedFields(form)) {
    const box = it.type === "checkbox" || it.type === "radio";
    const value = values.find(([name, value]) => name === it.name && (!box || value === it.value));
    if (!value) continue;
    if (box) it.checked = value[2];
    else it.value = value[1];
  }
  form.dataset.typed = "yes";
  if ("check" in form.dataset) check(form);
}

function restoreDrafts() {
  const refused = document.querySelector("#message.bad");
  for (const form of document.querySelectorAll("main form[method=post]")) {
    const key = draftKey(form);
    // A form that was sent comes back only when a message says that it was refused.
    const sent = sessionStorage.getItem(SENT + key);
    if (sent !== null) sessionStorage.removeItem(SENT + key);
    const stored = sessionStorage.getItem(DRAFT + key) ?? (refused ? sent : null);
    if (stored !== null && !("still" in form.dataset)) restoreDraft(form, stored);
  }
}

function onSubmit(event) {
  const form = event.target.closest("main form");
  if (!form || "stay" in form.dataset || event.defaultPrevented) return;
  // What is being checked is not written into a form that was sent.
  edits += 1;
  const key = draftKey(form);
  const draft = sessionStorage.getItem(DRAFT + key);
  if (form.method === "post" && draft !== null) sessionStorage.setItem(SENT + key, draft);
  sessionStorage.removeItem(DRAFT + key);
  // Another choice for the same page replaces what was typed there.
  if (form.method !== "post") {
    for (const it of document.querySelectorAll("main form[method=post]")) sessionStorage.removeItem(DRAFT + draftKey(it));
  }
}

// ---- Fields beside their JSON ----

// Asks the server what the schema says, and shows each field as it is in the body.
async function check(form) {
  const asked = edits;
  const body = new URLSearchParams(new FormData(form));
  body.set("only", "check");
  const response = await fetch(form.action, { method: "POST", body });
  if (!response.ok || asked !== edits) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("form[data-check]");
  if (!fresh || asked !== edits) return;
  const written = fresh.querySelector("textarea").value;
  const around = aroundFocus();
  morph(document.getElementById("chosen"), page.getElementById("chosen"));
  // Nothing was typed since it was asked, so each field gets its value, also the one in focus: an old value would be
  // written into the body. An equal one leaves the cursor where it is.
  const fields = document.getElementById("body-fields");
  morph(fields, fresh.querySelector("#body-fields"));
  for (const it of fields.querySelectorAll("input")) {
    const value = it.getAttribute("value");
    if (it.value !== value) it.value = value;
  }
  keepFocus(around);
  // The messages of the other fields.
  for (const it of form.querySelectorAll("textarea, [name=url]")) {
    morph(it.closest(".field"), fresh.querySelector(`#${it.id}`).closest(".field"));
  }
  const text = form.querySelector("textarea");
  if (text.value !== written) text.value = written;
  keepDraft(form);
}

function onChange(event) {
  const form = event.target.closest("form[data-check]");
  if (form) check(form);
}

document.addEventListener("input", (event) => {
  edits += 1;
  const form = event.target.closest("main form[method=post]");
  if (form) keepDraft(form);
});
document.addEventListener("change", onChange);
document.addEventListener("submit", onSubmit);
restoreDrafts();
