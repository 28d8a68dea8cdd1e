// Search: reads the index of generator/render/search, a file at a time and only what a query needs.
// The files are scripts, so that a site opened from the disk can be searched too.
window.notesSearch = (function () {
  const folder = new URL("search/", document.currentScript.src);
  const waiting = new Map();
  const loaded = new Map();

  // What every file calls with its content.
  function take(content) {
    waiting.get(document.currentScript)?.(content);
  }

  function load(name, version) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(`${name}.js?${version}`, folder);
        const done = (settle) => (value) => { waiting.delete(script); script.remove(); settle(value); };
        waiting.set(script, done(resolve));
        script.onerror = done(() => { loaded.delete(name); reject(new Error(name)); });
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  const contents = () => load("contents", Date.now());
  return { take, load, contents, root: new URL("../", document.currentScript.src) };
})();
