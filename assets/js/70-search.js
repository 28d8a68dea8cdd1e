// Search: "/" or Ctrl+K or the header's link opens it; its script is fetched the first time.
(function () {
  const CONTROL = "a.search[data-script]";
  let coming = null;
  let page = null;
  let filled = null;

  function load(control) {
    coming ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = control.dataset.script;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return coming;
  }

  // The search page's field is there from the start, and again when the preview has put the page anew.
  function fill() {
    const found = document.querySelector("main > .search-page");
    if (found === page) return;
    page = found;
    filled = page && load(document.querySelector(CONTROL)).then(() => notesSearch.fill(page));
  }

  function open(event) {
    const control = document.querySelector(CONTROL);
    if (!control) return;
    event.preventDefault();
    if (filled) filled.then((field) => field.select());
    else load(control).then(() => notesSearch.open(control.href), () => { location.href = control.href; });
  }

  document.addEventListener("click", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (plain && event.target.closest(CONTROL)) open(event);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing;
    if (slash || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) open(event);
  });
  document.addEventListener("notes:patched", fill);
  fill();
})();
