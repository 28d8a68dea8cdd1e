// The contents: marks the section being read, and opens again when the window grows wide.
(function () {
  const contents = document.querySelector(".contents");
  if (!contents) return;
  const details = contents.querySelector("details");
  const wide = matchMedia("(min-width: 880px)");
  wide.addEventListener("change", () => { if (wide.matches) details.open = true; });

  const sections = [];
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) sections.push({ link, heading });
  }
  const line = 160;
  let current = null;
  let waiting = false;

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

  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) details.open = false;
  });
  mark();
})();
