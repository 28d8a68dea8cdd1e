// The text: section links, the copy button, scrolling boxes for the keyboard.
(function () {
  const prose = document.querySelector("article .prose");
  const words = document.getElementById("notes:words").dataset;
  if (!prose) return;

  for (const heading of prose.querySelectorAll(":is(h2, h3, h4, h5, h6)[id]")) {
    const link = document.createElement("a");
    link.className = "permalink";
    link.href = "#" + encodeURIComponent(heading.id);
    link.textContent = "¶";
    link.setAttribute("aria-label", words.permalink);
    heading.append(link);
  }

  for (const bar of prose.querySelectorAll(".code .bar")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(bar.nextElementSibling.textContent.replace(/\n$/, ""));
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 1600);
    });
    if (navigator.clipboard) bar.append(button);
  }

  function focusable() {
    for (const box of prose.querySelectorAll("table, mjx-container")) {
      if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "auto") box.tabIndex = 0;
    }
  }
  focusable();

  // A long formula within a line scrolls by itself rather than widening the page.
  document.addEventListener("notes:maths", () => {
    for (const item of MathJax.startup.document.math) {
      if (!item.display && item.math.length >= 24) item.typesetRoot.classList.add("long");
    }
    focusable();
  });
})();
