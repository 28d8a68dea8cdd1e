// The errors of a broken build, over the last good page. Shares a scope with live.js.
const overlay = (function () {
  const STYLE = `
    :host { all: initial; }
    section { position: fixed; z-index: 2147483647; inset: auto 0 0 0; max-height: 45vh; overflow: auto;
      box-sizing: border-box; padding: 1rem 1.5rem; font: 14px/1.55 system-ui, sans-serif;
      background: #2a1616; color: #fbeaea; border-top: 3px solid #e5534b; }
    h2 { font-size: 1rem; margin: 0 2rem .5rem 0; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { margin: .75rem 0; }
    p { margin: .15rem 0; white-space: pre-line; }
    .place { font-family: ui-monospace, monospace; color: #ffb4ab; }
    .message { font-weight: 600; }
    .help { opacity: .85; }
    button { position: absolute; top: .6rem; right: 1rem; font: inherit; font-size: 1.4rem; line-height: 1;
      background: none; color: inherit; border: 0; cursor: pointer; }`;

  const host = document.createElement("notes-problems");
  const root = host.attachShadow({ mode: "open" });
  let shown = "";

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function row(problem) {
    const item = element("li", "", "");
    const link = element("a", "place", problem.place);
    link.href = problem.href;
    item.append(link, element("p", "message", problem.message));
    if (problem.help) item.append(element("p", "help", problem.help));
    return item;
  }

  return {
    show(problems) {
      const key = JSON.stringify(problems);
      if (key === shown) return;
      shown = key;
      if (!problems.length) return host.remove();
      const panel = element("section", "", "");
      panel.setAttribute("role", "alert");
      const close = element("button", "", "×");
      close.setAttribute("aria-label", "Hide");
      close.addEventListener("click", () => host.remove());
      const list = element("ul", "", "");
      list.append(...problems.map(row));
      const said = problems.length === 1 ? "1 error" : `${problems.length} errors`;
      panel.append(close, element("h2", "", `${said}: this is the last good page`), list);
      root.replaceChildren(element("style", "", STYLE), panel);
      document.documentElement.append(host);
    },
  };
})();
