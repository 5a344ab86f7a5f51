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

let leaving = false;
document.addEventListener("submit", () => (leaving = true));
window.addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll("textarea[data-guard]")].some((field) => field.value !== field.defaultValue);
  if (typed && !leaving) event.preventDefault();
});
