// Where the reader is, held while a patch moves the page. Shares a scope with live.js.
// The first blocks in view and where they stand; `hold` puts the first that is left there again.
function placeOfReading() {
  const main = document.querySelector("main");
  if (!main || scrollY === 0) return { hold() {}, release() {} };
  const marks = [...main.querySelectorAll("h1, h2, h3, h4, h5, h6, p, li, pre, table, figure")]
    .filter((element) => !element.closest("nav, aside")) // which may stand still while the text moves
    .map((element) => ({ element, top: element.getBoundingClientRect().top }))
    .filter(({ top }) => top > -innerHeight / 2 && top < innerHeight);
  // Two hands at one wheel: while we hold the place, the browser must not.
  const style = document.documentElement.style;
  style.overflowAnchor = "none";
  let held = scrollY;
  return {
    hold() {
      const mark = marks.find(({ element }) => element.isConnected);
      if (!mark || scrollY !== held) return;
      const moved = mark.element.getBoundingClientRect().top - mark.top;
      if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
      held = scrollY;
    },
    release() {
      requestAnimationFrame(() => requestAnimationFrame(() => { style.overflowAnchor = ""; }));
    },
  };
}
