// What a reader sees: a field and its results, in a dialog on any page and on the search page.
(function () {
  const BATCH = 10;
  const MOST_READ = 40;
  const PAUSE_MS = 90;
  const words = document.getElementById("notes:words").dataset;

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // The field and its results in `host`; `changed(query)` is called with what is being searched.
  function panel(host, changed) {
    const field = element("input", { type: "text", name: "q", autocomplete: "off", spellcheck: false, placeholder: words.searchHint });
    field.setAttribute("aria-label", words.search);
    field.setAttribute("role", "searchbox");
    field.setAttribute("enterkeyhint", "search");
    const form = element("form", { className: "seek" }, field);
    form.setAttribute("role", "search");
    const told = element("p", { className: "told" });
    told.setAttribute("role", "status");
    const list = element("ol", { className: "found" });
    const more = element("button", { type: "button", className: "more", textContent: words.more, hidden: true });
    host.append(form, told, element("div", { className: "results" }, list, more));

    let running = 0;
    let rest = null;

    async function search() {
      const turn = ++running;
      const query = field.value.trim();
      changed(query);
      try {
        const found = query ? await notesSearch.find(query) : null;
        if (turn !== running) return;
        rest = found && { ...found, at: 0, shown: 0, dropped: 0 };
        const rows = found ? await next() : [];
        if (turn !== running) return;
        const walking = list.contains(document.activeElement);
        list.replaceChildren(...rows);
        if (walking) (list.querySelector("a") ?? field).focus();
        list.parentElement.scrollTop = 0;
        tell(query);
      } catch {
        if (turn === running) told.textContent = words.searchFault;
      }
    }

    // The rows of the next pages that hold what was asked; few of those left may be read to find them.
    async function next() {
      const rows = [];
      const state = rest;
      const last = Math.min(state.pages.length, state.at + MOST_READ);
      let shown = 0;
      while (state.at < last && shown < BATCH) {
        const numbers = state.pages.slice(state.at, Math.min(last, state.at + BATCH - shown));
        state.at += numbers.length;
        for (const page of await Promise.all(numbers.map((number) => notesSearch.read(number, state.asked)))) {
          if (!page) { state.dropped++; continue; }
          shown++;
          rows.push(...page.hits.map((hit) => row(page, hit, state.asked)));
        }
      }
      return rows;
    }

    function tell(query) {
      const count = rest ? rest.pages.length - rest.dropped : 0;
      more.hidden = !rest || rest.at >= rest.pages.length;
      host.classList.toggle("empty", !query);
      told.textContent = !query ? "" : !count ? words.searchNothing.replace("{}", query)
        : (count === 1 ? words.searchOne : words.searchMany).replace("{}", count);
    }

    more.addEventListener("click", async () => {
      const focused = list.children.length;
      list.append(...(await next()));
      tell(field.value.trim());
      list.children[focused]?.querySelector("a").focus();
    });

    let timer = 0;
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, PAUSE_MS); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(timer);
      await search();
      list.querySelector("a")?.[host.matches("dialog") ? "click" : "focus"]();
    });
    host.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.isComposing) return;
      const stops = [field, ...list.querySelectorAll("a")];
      const at = stops.indexOf(document.activeElement);
      if (at < 0) return;
      event.preventDefault();
      stops[Math.max(0, Math.min(stops.length - 1, at + step))].focus();
    });
    return { field, search };
  }

  function row(page, hit, asked) {
    const link = element("a", { href: new URL(page.href + (hit.anchor ? `#${hit.anchor}` : ""), notesSearch.root).href });
    link.append(element("b", {}, ...marked(hit.heading || page.title, asked)));
    link.append(element("span", { className: "of", textContent: hit.heading ? page.title : page.date }));
    link.append(element("span", { className: "snippet" }, ...marked(hit.text, asked)));
    const item = element("li", {}, link);
    if (page.lang !== document.documentElement.lang) item.lang = page.lang;
    return item;
  }

  function marked(text, asked) {
    return notesSearch.excerpt(text, asked).map((piece, index) => index % 2 ? element("mark", { textContent: piece }) : piece);
  }

  // The search page: the query stands in its address.
  notesSearch.fill = function (host) {
    const asked = () => new URLSearchParams(location.search).get("q") || "";
    const { field, search } = panel(host, (query) => {
      if (query === asked()) return;
      history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    });
    field.value = asked();
    addEventListener("popstate", () => { field.value = asked(); search(); });
    field.focus({ preventScroll: true });
    search();
    return field;
  };

  // The dialog over any other page; its last query is still there when it opens again.
  let dialog = null;
  let field = null;
  notesSearch.open = function (address) {
    if (!dialog) {
      dialog = element("dialog", { className: "search-box" });
      dialog.setAttribute("aria-label", words.search);
      const all = element("a", { className: "all", textContent: words.searchAll });
      const keys = element("span", { className: "keys" }, ...[["↑↓", words.searchChoose], ["↵", words.searchOpen], ["Esc", words.close]].map(([key, does]) =>
        element("span", {}, element("kbd", { textContent: key }), ` ${does}`)));
      field = panel(dialog, (query) => { all.href = address + (query ? `?q=${encodeURIComponent(query)}` : ""); }).field;
      all.href = address;
      dialog.append(element("div", { className: "foot" }, dialog.querySelector(".told"), keys, all));
      dialog.classList.add("empty");
      dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest(".found a")) dialog.close(); });
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
    field.select();
  };
})();
