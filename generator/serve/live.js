// Served with every page of a preview, as the last thing in its body: it runs before the page's
// deferred scripts, while the document still is what the server sent.
//
// It keeps that source, and for every node of it the live node. A new version is compared with the
// old source, never with the live page, so what scripts did to unchanged blocks stays: typeset
// formulas, buttons, an open drawer. Blocks that were put in are announced as "notes:patched".
(function () {
  "use strict";
  const script = document.currentScript;
  let version = script.dataset.version;
  script.remove();

  const twin = new WeakMap();
  const source = { head: document.head.cloneNode(true), body: document.body.cloneNode(true) };
  pair(source.head, document.head);
  pair(source.body, document.body);

  const STRUCTURE = new Set(["BODY", "MAIN", "ARTICLE", "SECTION", "HEADER", "FOOTER", "NAV", "ASIDE"]);
  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, main, article, section, details";
  const blank = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim();

  function pair(node, live) {
    twin.set(node, live);
    for (let n = node.firstChild, l = live.firstChild; n && l; n = n.nextSibling, l = l.nextSibling) pair(n, l);
  }

  // ---- the body

  // One patch: what it put in, what it took out, and the formulas that are typeset already.
  function patchBody(fresh) {
    const patch = { added: [], removed: [], formulas: typesetFormulas() };
    patchElement(source.body, fresh, patch);
    return patch;
  }

  function patchNode(old, fresh, patch) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType === Node.ELEMENT_NODE && structural(old) && structural(fresh)) patchElement(old, fresh, patch);
    else if (old.nodeType === Node.TEXT_NODE) twin.get(old).data = old.data = fresh.data;
    else replace(old, fresh, patch);
  }

  function patchElement(old, fresh, patch) {
    const live = twin.get(old);
    for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
      const value = fresh.getAttribute(name);
      if (old.getAttribute(name) === value) continue;
      for (const element of [old, live]) {
        if (value === null) element.removeAttribute(name);
        else element.setAttribute(name, value);
      }
    }
    const was = [...old.childNodes];
    const now = [...fresh.childNodes];
    let first = 0;
    while (first < Math.min(was.length, now.length) && was[first].isEqualNode(now[first])) first++;
    let last = 0;
    const most = Math.min(was.length, now.length) - first;
    while (last < most && was.at(-1 - last).isEqualNode(now.at(-1 - last))) last++;
    const after = last ? was[was.length - last] : null;
    align(old, was.slice(first, was.length - last), now.slice(first, now.length - last), after, patch);
  }

  // Equal blocks hold their place; what lies between two of them is one run.
  function align(parent, was, now, after, patch) {
    const places = new Map();
    was.forEach((node, place) => {
      if (blank(node)) return;
      const key = keyOf(node);
      if (!places.has(key)) places.set(key, []);
      places.get(key).push(place);
    });
    let from = 0;
    let run = [];
    for (const node of now) {
      const found = blank(node) ? undefined : (places.get(keyOf(node)) || []).find((place) => place >= from);
      if (found === undefined) {
        run.push(node);
        continue;
      }
      patchRun(parent, was.slice(from, found), run, was[found], patch);
      from = found + 1;
      run = [];
    }
    patchRun(parent, was.slice(from), run, after, patch);
  }

  function patchRun(parent, was, now, after, patch) {
    let at = 0;
    for (const node of now) {
      const found = was.findIndex((old, place) => place >= at && alike(old, node));
      if (found < 0) {
        insert(parent, node, was[at] || after, patch);
        continue;
      }
      was.slice(at, found).forEach((old) => remove(old, patch));
      patchNode(was[found], node, patch);
      at = found + 1;
    }
    was.slice(at).forEach((old) => remove(old, patch));
  }

  function keyOf(node) {
    return node.nodeType === Node.ELEMENT_NODE ? node.outerHTML : node.nodeType + node.data;
  }

  function alike(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return false;
    return blank(old) === blank(fresh);
  }

  // Whether a patch goes inside: only where blocks lie side by side, without text of its own.
  function structural(element) {
    if ([...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && !blank(node))) return false;
    if (STRUCTURE.has(element.tagName)) return true;
    return element.tagName === "DIV" && [...element.children].some((child) => child.matches(BLOCKS));
  }

  function replace(old, fresh, patch) {
    const live = connected(old);
    const made = imported(fresh, patch);
    keepDrawers(live, made);
    live.replaceWith(made);
    old.replaceWith(fresh);
    patch.removed.push(live);
  }

  function insert(parent, fresh, before, patch) {
    const home = connected(parent);
    let next = before;
    while (next && twin.get(next).parentNode !== home) next = next.nextSibling;
    home.insertBefore(imported(fresh, patch), next ? twin.get(next) : null);
    parent.insertBefore(fresh, before);
  }

  function remove(old, patch) {
    const live = twin.get(old);
    live.remove();
    old.remove();
    patch.removed.push(live);
  }

  // The live node of a source node. A script may have thrown it away: then only a reload helps.
  function connected(node) {
    const live = twin.get(node);
    if (!live || !live.isConnected) throw new Error("the page was rebuilt by a script");
    return live;
  }

  function imported(fresh, patch) {
    const made = document.importNode(fresh, true);
    pair(fresh, made);
    if (made.nodeType !== Node.ELEMENT_NODE) return made;
    for (const inert of made.matches("script") ? [] : made.querySelectorAll("script")) inert.replaceWith(runnable(inert));
    for (const formula of formulasIn(made)) {
      const typeset = patch.formulas.get(formula.textContent);
      if (typeset) formula.replaceChildren(...typeset.cloneNode(true).childNodes);
    }
    patch.added.push(made);
    return made.matches("script") ? runnable(made) : made;
  }

  function runnable(inert) {
    const made = document.createElement("script");
    for (const { name, value } of inert.attributes) made.setAttribute(name, value);
    made.textContent = inert.textContent;
    return made;
  }

  function keepDrawers(live, made) {
    if (live.nodeType !== Node.ELEMENT_NODE || made.nodeType !== Node.ELEMENT_NODE) return;
    const drawers = (root) => [...(root.matches("details") ? [root] : []), ...root.querySelectorAll("details")];
    const before = drawers(live);
    const after = drawers(made);
    if (before.length === after.length) after.forEach((drawer, n) => { drawer.open = before[n].open; });
  }

  // ---- formulas

  function formulasIn(root) {
    return [...(root.matches(".math") ? [root] : []), ...root.querySelectorAll(".math")];
  }

  // TeX as in the source → the live element that shows it typeset.
  function typesetFormulas() {
    const found = new Map();
    for (const formula of source.body.querySelectorAll(".math")) {
      const live = twin.get(formula);
      if (live && live.querySelector("mjx-container")) found.set(formula.textContent, live);
    }
    return found;
  }

  async function typeset(patch) {
    const maths = window.MathJax;
    // Not started yet: its first pass will find the new blocks by itself.
    if (!maths || !maths.startup || !maths.typesetPromise) return;
    const removed = patch.removed.filter((node) => node.nodeType === Node.ELEMENT_NODE);
    const raw = patch.added.filter((node) => node.isConnected).flatMap(formulasIn)
      .filter((formula) => !formula.querySelector("mjx-container"));
    await maths.startup.promise;
    maths.typesetClear(removed);
    if (raw.length) await maths.typesetPromise(raw);
  }

  // ---- the head

  function patchHead(fresh) {
    document.title = fresh.querySelector("title")?.textContent ?? "";
    const old = new Map([...source.head.children].map((element) => [meaning(element), element]));
    const now = new Set([...fresh.children].map(meaning));
    const gone = [...old].filter(([key]) => !now.has(key)).map(([, element]) => element);
    const swapped = new Set();
    for (const element of fresh.children) {
      const kept = old.get(meaning(element));
      if (kept) {
        twin.set(element, twin.get(kept));
        continue;
      }
      const before = gone.find((other) => fileOf(other) && fileOf(other) === fileOf(element));
      if (element.matches("script")) {
        // A script that ran cannot be taken back; one that is new to the page can be run.
        if (before) throw new Error("a script of the page changed");
        document.head.append(runnable(element));
      } else if (element.matches("link[rel~=stylesheet], style")) {
        const sheet = document.importNode(element, true);
        if (before) swapSheet(twin.get(before), sheet);
        else document.head.append(sheet);
        twin.set(element, sheet);
        swapped.add(before);
      }
    }
    for (const element of gone) {
      if (!swapped.has(element) && element.matches("link[rel~=stylesheet], style")) twin.get(element)?.remove();
    }
    source.head = fresh;
  }

  // What makes two elements of the head the same: the address they lead to, however it is written.
  function meaning(element) {
    const address = element.matches("link, script") && (element.href || element.src);
    return address ? `${element.tagName} ${element.rel || ""} ${address}` : element.outerHTML;
  }

  function fileOf(element) {
    const address = element.getAttribute("href") || element.getAttribute("src");
    return address && `${element.tagName} ${pathOf(new URL(address, location.href))}`;
  }

  // The old sheet stays until the new one is there: no moment without styles.
  function swapSheet(old, sheet) {
    sheet.addEventListener("load", () => old.remove(), { once: true });
    sheet.addEventListener("error", () => old.remove(), { once: true });
    old.after(sheet);
  }

  // ---- files that pages show

  function pathOf(url) {
    try {
      return decodeURIComponent(url.pathname);
    } catch {
      return url.pathname;
    }
  }

  // An address that the browser has not seen, where `address` is one of the changed files; else null.
  function renewed(address, files) {
    if (!address) return null;
    const url = new URL(address, location.href);
    if (url.origin !== location.origin || !files.some((file) => pathOf(url).endsWith(`/${file}`))) return null;
    url.searchParams.set("notes", Date.now().toString(36));
    return url.href;
  }

  function refresh(files) {
    if (!files.length) return;
    for (const live of document.querySelectorAll("link[rel~=stylesheet]")) {
      const address = renewed(live.getAttribute("href"), files);
      if (!address) continue;
      const sheet = live.cloneNode();
      sheet.href = address;
      swapSheet(live, sheet);
      for (const element of source.head.children) if (twin.get(element) === live) twin.set(element, sheet);
    }
    for (const name of ["src", "srcset", "data", "poster"]) {
      for (const element of document.body.querySelectorAll(`[${name}]:not(script)`)) {
        const address = renewed(element.getAttribute(name), files);
        if (address) element.setAttribute(name, address);
      }
    }
  }

  // ---- catching up

  async function update() {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    const type = answer.headers.get("content-type") || "";
    if (answer.redirected || !type.startsWith("text/html")) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const mark = fresh.querySelector("body > script[data-version]");
    if (!mark) return location.reload();
    mark.remove();
    const next = mark.dataset.version;
    if (next === version) return;
    const place = placeOfReading();
    patchHead(fresh.head);
    document.documentElement.lang = fresh.documentElement.lang;
    const patch = patchBody(fresh.body);
    version = next;
    place.hold();
    await typeset(patch);
    place.hold();
    place.release();
    const nodes = patch.added.filter((node) => node.isConnected);
    document.dispatchEvent(new CustomEvent("notes:patched", { detail: { nodes, version } }));
  }

  function goTo(follow) {
    if (follow.address) return location.assign(follow.address);
    const heading = follow.anchor && document.getElementById(follow.anchor);
    if (!heading) return;
    const { top } = heading.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.7) heading.scrollIntoView({ block: "start" });
  }

  let waiting = null;
  let busy = false;

  async function catchUp(message) {
    if (waiting) message.files.push(...waiting.files);
    waiting = message;
    if (busy) return;
    busy = true;
    try {
      while (waiting) {
        const { version: wanted, files, follow, problems } = waiting;
        waiting = null;
        overlay.show(problems);
        if (wanted !== version) await update();
        refresh(files);
        if (follow) goTo(follow);
      }
    } catch (fault) {
      // The server went away between its word and our question: the stream will tell again.
      if (!(fault instanceof TypeError)) location.reload();
    } finally {
      busy = false;
    }
  }

  // ---- the stream

  let stream = null;

  function connect() {
    if (stream) return;
    stream = new EventSource(`/__notes/events?page=${encodeURIComponent(location.pathname)}`);
    stream.addEventListener("message", (event) => catchUp(JSON.parse(event.data)));
    stream.addEventListener("error", () => {
      if (stream && stream.readyState === EventSource.CLOSED) {
        stream = null;
        setTimeout(connect, 1000);
      }
    });
  }

  function disconnect() {
    if (stream) stream.close();
    stream = null;
  }

  // A hidden page lets go of its connection (a browser has six for one server) and catches up when seen.
  function attend() {
    if (document.visibilityState === "visible") connect();
    else disconnect();
  }

  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", attend);
  attend();
})();
