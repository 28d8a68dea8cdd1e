// The text: section links, the copy button, scrolling boxes for the keyboard.
(function () {
  const PROSE = "article .prose";
  const words = document.getElementById("notes:words").dataset;

  function furnish(blocks) {
    const all = (selector) => blocks.flatMap((block) =>
      [...(block.matches(selector) ? [block] : []), ...block.querySelectorAll(selector)].filter((found) => found.closest(PROSE)));
    all(":is(h2, h3, h4, h5, h6)[id]").forEach(addPermalink);
    if (navigator.clipboard) all(".code .bar").forEach(addCopyButton);
  }

  function addPermalink(heading) {
    const link = document.createElement("a");
    link.className = "permalink";
    link.href = "#" + encodeURIComponent(heading.id);
    link.textContent = "¶";
    link.setAttribute("aria-label", words.permalink);
    heading.append(link);
  }

  function addCopyButton(bar) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(bar.nextElementSibling.textContent.replace(/\n$/, ""));
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 1600);
    });
    bar.append(button);
  }

  furnish([document.body]);
  // The preview puts new blocks in: each needs what the page's first blocks got.
  document.addEventListener("notes:patched", ({ detail }) => {
    furnish(detail.nodes);
    if (window.MathJax?.startup?.document) settle((formula) => detail.nodes.some((block) => block.contains(formula)));
    else focusable();
  });

  function focusable() {
    for (const box of document.querySelectorAll(`${PROSE} :is(table, mjx-container)`)) {
      if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "auto") box.tabIndex = 0;
    }
  }
  focusable();

  // A long formula within a line scrolls by itself rather than widening the page, and a short one
  // keeps the stop behind it on its line.
  document.addEventListener("notes:maths", () => {
    settle(() => true);
    if (!touched) aim();
  });

  // A jump that brought the reader here was aimed before the formulas above its target had their height.
  let touched = false;
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(kind, () => { touched = true; }, { once: true, passive: true });
  }
  function aim() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView({ behavior: "instant" });
  }

  function settle(wanted) {
    for (const { display, math, typesetRoot } of MathJax.startup.document.math) {
      const prose = !display && wanted(typesetRoot) && typesetRoot.closest(PROSE);
      if (!prose) continue;
      if (math.length >= 24) typesetRoot.classList.add("long");
      if (typesetRoot.offsetWidth < prose.clientWidth - 80) keepStop(typesetRoot.closest(".math") || typesetRoot);
    }
    focusable();
  }

  function keepStop(formula) {
    const text = formula.nextSibling;
    const stop = text && text.nodeType === Node.TEXT_NODE && /^[，。；：、！？）」』”’,.;:!?)]+/.exec(text.data);
    if (!stop) return;
    const line = document.createElement("span");
    line.className = "unbroken";
    formula.before(line);
    text.splitText(stop[0].length);
    line.append(formula, text);
  }
})();
