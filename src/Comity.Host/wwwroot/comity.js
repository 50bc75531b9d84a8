// What pages gain when scripts run: upload progress, live import figures, dropping files, keyboard shortcuts.
// Without this file every page still does its work.

// --- uploads -------------------------------------------------------------
const form = document.querySelector("form[data-upload]");
if (form) {
  const drop = form.querySelector(".drop");
  const files = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const said = form.querySelector("[role=status]");
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, () => drop.classList.remove("over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) {
      files.files = event.dataTransfer.files;
      files.dispatchEvent(new Event("change"));
    }
  });
  files.addEventListener("change", () => {
    said.textContent = Array.from(files.files, (file) => file.name).join(", ");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    const button = form.querySelector("button");
    request.upload.addEventListener("progress", (sent) => {
      bar.hidden = false;
      bar.max = sent.total;
      bar.value = sent.loaded;
      said.textContent = `Sending: ${Math.floor((100 * sent.loaded) / sent.total)} %`;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) {
        location.assign(request.responseURL);
      } else {
        failed(`The node did not take the files (${request.status}). Open this page again and repeat it.`);
      }
    });
    request.addEventListener("error", () => failed("The files did not arrive: the connection was lost or one of them cannot be read. Choose them again."));
    function failed(why) {
      button.disabled = false;
      bar.hidden = true;
      said.textContent = why;
    }
    button.disabled = true;
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

// --- running imports -----------------------------------------------------
const figure = new Intl.NumberFormat("en");
async function follow(line) {
  const bar = line.querySelector("progress");
  const text = line.querySelector("[data-text]");
  for (;;) {
    let state;
    try {
      const answer = await fetch(line.dataset.progress);
      if (!answer.ok) { throw new Error(String(answer.status)); }
      state = await answer.json();
    } catch (error) {
      text.textContent = `Its progress is not known at present (${error.message}).`;
      await new Promise((resume) => setTimeout(resume, 5000));
      continue;
    }
    if (state.ended) { return; }
    bar.max = Math.max(1, state.progress.bytesTotal);
    bar.value = state.progress.bytesRead;
    text.textContent = `${figure.format(state.progress.consignments)} consignments, ${figure.format(state.progress.hits)} with hits`;
    await new Promise((resume) => setTimeout(resume, 500));
  }
}
const running = document.querySelectorAll("[data-progress]");
if (running.length > 0) {
  // A reload while somebody types would lose what they typed; the list is then refreshed by hand.
  Promise.all(Array.from(running, follow)).then(() => {
    if (!form || !form.querySelector("input[type=file]").files.length) { location.assign("/imports"); }
  });
}

// --- a commodity brings its usual unit -----------------------------------
for (const field of document.querySelectorAll("input[list=commodities]")) {
  field.addEventListener("change", () => {
    const known = Array.from(document.querySelectorAll("#commodities option")).find((option) => option.value === field.value);
    const unit = field.closest(".item").querySelector("select");
    if (known && unit) { unit.value = known.dataset.unit; }
  });
}

// --- shortcuts -----------------------------------------------------------
const places = { w: "/", i: "/imports", r: "/register", p: "/profiles" };
const dialog = document.querySelector("#shortcuts");
const on = document.querySelector("#shortcuts-on");
on.checked = localStorage.getItem("shortcuts") !== "off";
on.addEventListener("change", () => localStorage.setItem("shortcuts", on.checked ? "on" : "off"));
let going = false;

function step(by) {
  const lines = Array.from(document.querySelectorAll("[data-line]"));
  const at = lines.indexOf(document.activeElement);
  const next = lines[Math.min(lines.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  next?.focus();
}

const keys = {
  "?": () => dialog.showModal(),
  "/": () => document.querySelector("#search").focus(),
  j: () => step(1),
  k: () => step(-1),
  g: () => { going = true; },
  d: () => document.querySelector("#decide input[type=radio]")?.focus(),
  r: () => document.querySelector("#record select")?.focus(),
};
document.querySelector("[data-shortcuts]")?.addEventListener("click", () => dialog.showModal());
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog");
  if (event.ctrlKey || event.metaKey || event.altKey || typing || !on.checked) { return; }
  if (going) {
    going = false;
    if (places[event.key]) { location.assign(places[event.key]); return; }
  }
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

// --- whoever signs out leaves no unsaved answers in the browser -------------
document.querySelector("form.leave")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) { localStorage.removeItem(key); }
});
