// Footnotes: each note moves beside its reference, where the margin shows it or a tap opens it.
(function () {
  const list = document.querySelector(".footnotes");
  if (!list) return;
  const wide = matchMedia("(min-width: 1160px)");
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

  const seen = new Set();
  for (const reference of document.querySelectorAll("a.footnote")) {
    const id = decodeURIComponent(reference.hash.slice(1));
    const item = document.getElementById(id);
    if (!item || seen.has(id) || !list.contains(item)) continue;
    seen.add(id);
    const note = document.createElement("span");
    note.className = "sidenote";
    note.setAttribute("role", "note");
    copyInto(note, item, reference.textContent);
    const paper = note.cloneNode(true);
    paper.classList.add("print");
    paper.setAttribute("aria-hidden", "true");
    item.removeAttribute("id");
    note.id = id;
    (reference.closest("sup") || reference).after(note);
    let place = note.closest("p, li, blockquote, td") || note;
    while (place.nextElementSibling && place.nextElementSibling.matches(".print")) place = place.nextElementSibling;
    place.after(paper);

    reference.addEventListener("click", (event) => {
      if (wide.matches) return;
      event.preventDefault();
      const again = open && open.note === note;
      close(false);
      if (again) return;
      open = { note, reference };
      note.classList.add("open");
      reference.setAttribute("aria-expanded", "true");
    });
  }
  const left = [...list.querySelectorAll("li")].some((item) => item.id);
  if (!left) list.classList.add("moved");

  document.addEventListener("click", (event) => {
    if (open && !open.note.contains(event.target) && !event.target.closest("a.footnote")) close(false);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
})();
