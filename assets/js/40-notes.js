// Footnotes: each note moves beside its reference, where the margin shows it or a tap opens it.
(function () {
  const wide = matchMedia("(min-width: 1160px)");
  const notes = new Map();
  let open = null;

  function close(back) {
    if (!open) return;
    open.note.classList.remove("open");
    open.reference.setAttribute("aria-expanded", "false");
    if (back) open.reference.focus();
    open = null;
  }

  function copyInto(note, item, mark) {
    const number = document.createElement("span");
    number.className = "mark";
    number.textContent = mark;
    note.append(number, " ");
    const parts = item.querySelectorAll(":scope > p");
    for (const part of parts.length ? parts : [item]) {
      const text = document.createElement("span");
      text.append(...part.cloneNode(true).childNodes);
      for (const back of text.querySelectorAll(".reversefootnote")) back.remove();
      note.append(text);
    }
  }

  // The note takes over the id of its list entry, so that a jump to it still arrives.
  function place(item, reference) {
    const note = document.createElement("span");
    note.className = "sidenote";
    note.setAttribute("role", "note");
    copyInto(note, item, reference.textContent);
    const paper = note.cloneNode(true);
    paper.classList.add("print");
    paper.setAttribute("aria-hidden", "true");
    note.id = item.id;
    item.removeAttribute("id");
    (reference.closest("sup") || reference).after(note);
    let before = note.closest("p, li, blockquote") || note;
    while (before.nextElementSibling && before.nextElementSibling.matches(".print")) before = before.nextElementSibling;
    before.after(paper);
    return note;
  }

  function toggle(note, reference) {
    const again = open && open.note === note;
    close(false);
    if (again) return;
    open = { note, reference };
    note.classList.add("open");
    reference.setAttribute("aria-expanded", "true");
  }

  function attach() {
    const list = document.querySelector(".footnotes");
    for (const reference of list ? document.querySelectorAll("a.footnote") : []) {
      const id = decodeURIComponent(reference.hash.slice(1));
      const item = document.getElementById(id);
      if (!notes.has(id) && item && list.contains(item) && !reference.closest("table")) {
        notes.set(id, { item, note: place(item, reference) });
      }
    }
    if (list && ![...list.querySelectorAll("li")].some((item) => item.id)) list.classList.add("moved");
  }

  function detach() {
    close(false);
    for (const note of document.querySelectorAll(".sidenote")) note.remove();
    for (const [id, { item }] of notes) item.id = id;
    document.querySelector(".footnotes.moved")?.classList.remove("moved");
    notes.clear();
  }

  document.addEventListener("click", (event) => {
    const reference = event.target.closest("a.footnote");
    const found = reference && notes.get(decodeURIComponent(reference.hash.slice(1)));
    if (found && !wide.matches) {
      event.preventDefault();
      toggle(found.note, reference);
    } else if (open && !found && !open.note.contains(event.target)) close(false);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
  // The preview may change a note, its reference or the paragraph around it: all are placed again.
  document.addEventListener("notes:patched", () => { detach(); attach(); });
  attach();
})();
