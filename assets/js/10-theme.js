// Light and dark: the button chooses the other one; choosing the system's own forgets the choice.
(function () {
  const root = document.documentElement;
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  document.addEventListener("click", (event) => {
    if (!event.target.closest("button.theme")) return;
    const system = systemIsDark.matches ? "dark" : "light";
    const other = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    if (other === system) delete root.dataset.theme;
    else root.dataset.theme = other;
    root.style.colorScheme = root.dataset.theme || "";
    try {
      if (root.dataset.theme) localStorage.setItem("notes-theme", other);
      else localStorage.removeItem("notes-theme");
    } catch {
      // a private window keeps nothing: the choice lasts for this page
    }
  });
})();
