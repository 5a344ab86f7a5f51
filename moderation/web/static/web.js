// Helps a little where there is JavaScript; every page works without it.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      return;
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 2000);
    if (button.dataset.open) window.open(button.dataset.open, "_blank", "noopener,noreferrer");
  });
}

for (const output of document.querySelectorAll("output[data-count]")) {
  const field = document.getElementById(output.dataset.count);
  const limit = Number(field.dataset.limit);
  const count = () => {
    const length = [...field.value].length;
    output.textContent = `${length} / ${limit}`;
    output.classList.toggle("over", length > limit);
  };
  field.addEventListener("input", count);
  count();
}

for (const field of document.querySelectorAll("textarea")) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.form) field.form.requestSubmit();
  });
}

// What is being written is kept on the server, for its author only: three seconds after the last key, and on leaving.
for (const field of document.querySelectorAll("textarea[data-keep]")) {
  const told = document.querySelector(`[data-kept="${field.id}"]`);
  let kept = field.value;
  let timer = 0;
  const keep = async (last) => {
    clearTimeout(timer);
    const text = field.value;
    if (text === kept || leaving) return;
    const csrf = field.form.elements.csrf.value;
    const body = new URLSearchParams({ csrf, kind: field.dataset.kind, text, quiet: "1" });
    let good = false;
    try {
      good = (await fetch(field.dataset.keep, { method: "POST", body, keepalive: last, redirect: "error" })).status === 204;
    } catch {
      good = false;
    }
    if (good) field.dataset.saved = kept = text;
    if (told) told.textContent = good ? told.dataset.said : told.dataset.failed;
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), 3000);
    if (told) told.textContent = "";
  });
  window.addEventListener("pagehide", () => keep(true));
}

let leaving = false;
document.addEventListener("submit", () => (leaving = true));
window.addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll("textarea[data-guard]")].some((field) => field.value !== (field.dataset.saved ?? field.defaultValue));
  if (typed && !leaving) event.preventDefault();
});
