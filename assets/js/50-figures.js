// A figure in steps: the still is its last; buttons and arrow keys walk through, nothing plays by itself.
(function () {
  const words = document.getElementById("notes:words").dataset;

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function addSteps(picture) {
    const frames = JSON.parse(picture.dataset.frames);
    const source = picture.querySelector("source");
    let at = frames.length - 1;

    function show(step) {
      at = Math.max(0, Math.min(frames.length - 1, step));
      source.srcset = frames[at];
      label.textContent = words.steps.replace("{}", at + 1).replace("{}", frames.length);
      const focused = document.activeElement;
      back.disabled = at === 0;
      on.disabled = at === frames.length - 1;
      // A disabled button would drop the focus, and with it the arrow keys.
      if (focused === back && back.disabled) on.focus();
      if (focused === on && on.disabled) back.focus();
    }

    const back = button(words.back, () => show(at - 1));
    const on = button(words.on, () => show(at + 1));
    const label = document.createElement("output");
    const steps = document.createElement("div");
    steps.className = "steps";
    steps.append(back, label, on);
    steps.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: frames.length - 1 }[event.key];
      if (move === undefined) return;
      event.preventDefault();
      show(move);
    });
    picture.after(steps);
    show(at);
  }

  const furnish = (node) => node.querySelectorAll("picture[data-frames]").forEach(addSteps);
  furnish(document);
  document.addEventListener("notes:patched", ({ detail }) => detail.nodes.forEach(furnish));
})();
