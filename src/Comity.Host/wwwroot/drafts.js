// Keeps what is typed into a form of an assessment until the node has it, so that a link that drops loses nothing.
// It lies under the random name of the draft, names nobody, and goes when it is saved, after half a day, or at sign-out.
const prefix = "draft:";
const longest = 12 * 60 * 60 * 1000;

function kept(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

for (const key of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
  const draft = kept(key);
  if (!draft || Date.now() - draft.at > longest) { localStorage.removeItem(key); }
}

const saved = document.querySelector("[data-saved]");
if (saved) { localStorage.removeItem(prefix + saved.dataset.saved); }

const form = document.querySelector("form[data-draft]");
if (form) {
  const key = prefix + form.dataset.draft;
  const draft = kept(key);
  if (draft && draft.version !== form.dataset.version) {
    localStorage.removeItem(key);
    document.querySelector("[data-draft-outdated]").hidden = false;
  } else if (draft) {
    const left = draft.fields.slice();
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") { continue; }
      const at = left.findIndex(([name, value]) => name === field.name && (!["radio", "checkbox"].includes(field.type) || value === field.value));
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = at >= 0;
      } else {
        field.value = at >= 0 ? left[at][1] : "";
      }
      if (at >= 0) { left.splice(at, 1); }
    }
    document.querySelector("[data-draft-restored]").hidden = false;
  }
  form.addEventListener("input", () => {
    const fields = [...new FormData(form)].filter(([name, value]) => !name.startsWith("_") && typeof value === "string");
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), version: form.dataset.version, fields }));
  });
}
