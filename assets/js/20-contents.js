// The contents: marks the section being read, and opens again when the window grows wide.
(function () {
  const wide = matchMedia("(min-width: 880px)");
  const line = 160;
  let contents = null;
  let sections = [];
  let current = null;
  let waiting = false;

  // The preview may bring other contents or other headings: they are looked up again.
  function attach() {
    contents = document.querySelector(".contents");
    sections = [];
    for (const link of contents ? contents.querySelectorAll("a") : []) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) sections.push({ link, heading });
    }
    mark();
  }

  function mark() {
    waiting = false;
    let reached = sections[0];
    for (const section of sections) {
      if (section.heading.getBoundingClientRect().top > line) break;
      reached = section;
    }
    const atEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    if (atEnd) reached = sections[sections.length - 1];
    if (!reached || reached.link === current) return;
    if (current) current.removeAttribute("aria-current");
    current = reached.link;
    current.setAttribute("aria-current", "location");
    if (wide.matches) keepInView(current);
  }

  function keepInView(link) {
    const box = contents.getBoundingClientRect();
    const at = link.getBoundingClientRect();
    if (at.top < box.top + 40) contents.scrollTop -= box.top + 40 - at.top;
    else if (at.bottom > box.bottom - 40) contents.scrollTop += at.bottom - box.bottom + 40;
  }

  function unfold(open) {
    const details = contents?.querySelector("details");
    if (details) details.open = open;
  }

  wide.addEventListener("change", () => { if (wide.matches) unfold(true); });
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".contents a") && !wide.matches) unfold(false);
  });
  document.addEventListener("notes:patched", attach);
  attach();
})();
