// Search: "/" or Ctrl+K or the header's link opens it; its script is fetched the first time.
(function () {
  const control = document.querySelector("a.search");
  if (!control) return;
  let coming = null;

  function load() {
    coming ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = control.dataset.script;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return coming;
  }

  const page = document.querySelector("main > .search-page");
  const filled = page && load().then(() => notesSearch.fill(page));

  function open(event) {
    event.preventDefault();
    if (filled) filled.then((field) => field.select());
    else load().then(() => notesSearch.open(control.href), () => { location.href = control.href; });
  }

  control.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) open(event);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing;
    if (slash || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) open(event);
  });
})();
