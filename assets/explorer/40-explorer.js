// Each figure with settings becomes an explorer: sliders, steps, numbers. Nothing moves unasked, and the
// address keeps what was changed: #explorer-1=stride:2,step:4&explorer-2=kernel:5
const LONGEST = 5000, PACE = 600, SHOWN = 9;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const explorers = [];

function explorer(figure) {
  const ranges = JSON.parse(figure.dataset.explorer);
  const words = wordsFor(figure);
  const interfaceWords = document.getElementById("notes:words").dataset;
  const name = freeName();
  const start = Object.fromEntries(Object.entries(ranges).map(([key, [value]]) => [key, value]));
  let settings = { ...start }, step = 0, found, values, timer = 0, width = 0;

  const maps = Object.fromEntries(["input", "kernel", "output", "links"].map((key) => [key, panel(key)]));
  const note = make("p", { class: "remark" });
  maps.links.box.append(note);
  const drawing = make("div", { class: "maps" }, ...Object.values(maps).map(({ box }) => box));

  const back = button(interfaceWords.back, () => go(step - 1));
  const on = button(interfaceWords.on, () => go(step + 1));
  const play = button(words.play, toggle);
  const reset = button(words.reset, () => { settings = { ...start }; step = 0; stop(); update(); });
  const position = make("input", { type: "range", min: 0, "aria-label": words.position });
  position.addEventListener("input", () => go(Number(position.value)));
  position.addEventListener("keydown", (event) => {
    const rows = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!rows || !found.size) return;
    event.preventDefault();
    go(step + rows * found.size);
  });
  const at = make("output");
  const walk = make("div", { class: "walk" }, back, position, on, play, at);

  const sliders = Object.entries(ranges).map(([key, [, least, most]]) => {
    const input = make("input", { type: "range", min: least, max: most, "aria-label": words.settings[key] });
    const value = make("span", { class: "value" });
    input.addEventListener("input", () => { settings[key] = Number(input.value); stop(); update(); });
    return { key, input, value, row: make("label", {}, make("span", {}, words.settings[key]), input, value) };
  });
  const controls = make("div", { class: "settings", role: "group", "aria-label": words.name }, ...sliders.map(({ row }) => row), reset);

  const sum = make("p", { class: "sum" });
  const numbers = make("dl");
  const fault = make("p", { class: "fault" });
  const told = make("div", { class: "told", role: "status" }, fault, numbers);
  const live = make("div", { class: "explorer" }, drawing, walk, sum, controls, told);
  figure.querySelector(".art").append(live);

  function button(label, act) {
    const made = make("button", { type: "button" }, label);
    made.addEventListener("click", act);
    return made;
  }

  function go(to) {
    const last = found.size ** 2 - 1;
    if (found.fault) return;
    step = Math.max(0, Math.min(last, to));
    if (step === last) stop();
    draw();
    remember();
  }

  function toggle() {
    if (timer || found.fault) return stop();
    if (step === found.size ** 2 - 1) go(0);
    play.textContent = words.pause;
    timer = setInterval(() => go(step + 1), Math.min(PACE, LONGEST / found.size ** 2));
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = words.play;
  }

  function update() {
    found = convolution(settings);
    values = outputs(settings, found.size || 0);
    step = found.fault ? 0 : Math.min(step, found.size ** 2 - 1);
    for (const { key, input, value } of sliders) input.value = value.textContent = settings[key];
    numbers.replaceChildren(...(found.fault ? [] : rows()).flatMap(([label, value, formula]) => [
      make("dt", {}, label), make("dd", {}, make("strong", {}, value), make("span", {}, formula)),
    ]));
    fault.replaceChildren(...(found.fault ? [make("strong", {}, words.impossible), make("code", {}, found.fault)] : []));
    draw();
    remember();
  }

  function rows() {
    const { size, weights, dense, macs, field, formulas } = found;
    const values = [`${square(size)}×${settings.out_channels}`, count(weights), count(macs), square(field)];
    const notes = ["", settings.groups > 1 ? words.dense(count(dense)) : "", "", words.sampled(settings.kernel ** 2)];
    return words.quantities.map((label, row) => [label, values[row], `= ${formulas[row]}${notes[row]}`]);
  }

  function draw() {
    const s = settings, possible = !found.fault, n = values.length;
    width = live.clientWidth || 320;
    const wide = width >= 520;
    live.classList.toggle("broad", wide);
    const large = wide ? 268 : Math.floor(width * 0.58), small = wide ? 124 : Math.floor(width * 0.42) - 16;
    const row = n && Math.floor(step / n), column = n && step % n;
    const window = possible ? terms(s, row, column) : [];
    drawInput(maps.input, s, window, large);
    drawKernel(maps.kernel, s, small);
    drawOutput(maps.output, values, { row, column }, small);
    drawLinks(maps.links, s, possible || !/groups/.test(found.fault), small);
    maps.input.entitle(`${words.maps.input} ${square(s.input)}${s.padding ? words.padded(s.padding) : ""}`);
    maps.kernel.entitle(`${words.maps.kernel} ${square(s.kernel)}${s.dilation > 1 ? `, d=${s.dilation}` : ""}`);
    maps.output.entitle(possible ? `${words.maps.output} ${square(n)}` : words.maps.output);
    maps.links.entitle(words.maps.links);
    note.textContent = possible ? words.links(s) : "";
    say(window, row, column, n ** 2);
  }

  function say(window, row, column, steps) {
    const value = (number) => (number < 0 ? `(${signed(number)})` : number);
    const products = window.slice(0, SHOWN).map((term) => `${term.value}×${value(term.weight)}`);
    const more = window.length > SHOWN ? ` + …${words.more(window.length)}` : "";
    sum.textContent = steps ? `${words.value(row, column)} = ${products.join(" + ")}${more} = ${signed(total(window))}` : "";
    at.textContent = steps ? words.step(step + 1, steps) : "";
    position.max = Math.max(0, steps - 1);
    position.value = step;
    position.setAttribute("aria-valuetext", steps ? `${words.value(row, column)} = ${total(window)}` : "");
    const focused = document.activeElement;
    position.disabled = play.disabled = !steps;
    back.disabled = !steps || step === 0;
    on.disabled = !steps || step === steps - 1;
    if (walk.contains(focused) && focused.disabled) position.focus();
    play.hidden = still.matches;
  }

  function remember() {
    reset.disabled = !kept();
    scheduleAddress();
  }

  // What differs from the start, as text for the address.
  function kept() {
    const changed = Object.keys(start).filter((key) => settings[key] !== start[key]).map((key) => `${key}:${settings[key]}`);
    return [...changed, ...(step ? [`step:${step}`] : [])].join(",");
  }

  function restore(text) {
    const given = Object.fromEntries(text.split(",").map((part) => part.split(":")));
    const whole = (key, fallback, least, most) =>
      /^\d+$/.test(given[key] || "") ? Math.max(least, Math.min(most, Number(given[key]))) : fallback;
    for (const [key, [value, least, most]] of Object.entries(ranges)) settings[key] = whole(key, value, least, most);
    step = whole("step", 0, 0, 1e6);
    stop();
    update();
  }

  maps.output.svg.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") choose(event); });
  maps.output.svg.addEventListener("click", choose);
  function choose(event) {
    if (found.fault) return;
    const box = maps.output.svg.getBoundingClientRect();
    const cell = (offset) => Math.max(0, Math.min(found.size - 1, Math.floor((offset - 1) / maps.output.cell)));
    const to = cell(event.clientY - box.top) * found.size + cell(event.clientX - box.left);
    if (to === step) return;
    stop();
    go(to);
  }

  // Paper shows the still, so it must be there although no screen does.
  for (const image of figure.querySelectorAll(".art img")) image.loading = "eager";
  explorers.push({ name, figure, kept, restore });
  figure.classList.add("live");
  restore(stored().get(name) || "");
  new ResizeObserver(() => { if (live.clientWidth && live.clientWidth !== width) draw(); }).observe(live);
  still.addEventListener("change", () => { stop(); draw(); });
}

// The preview may have thrown a figure away: its number is free again.
function freeName() {
  explorers.splice(0, explorers.length, ...explorers.filter(({ figure }) => figure.isConnected));
  let number = 1;
  while (explorers.some(({ name }) => name === `explorer-${number}`)) number++;
  return `explorer-${number}`;
}

// ---- the address

let writing = 0;

function stored() {
  const text = location.hash.slice(1);
  return new URLSearchParams(text.startsWith("explorer-") ? text : "");
}

function scheduleAddress() {
  clearTimeout(writing);
  writing = setTimeout(writeAddress, 200);
}

function writeAddress() {
  const changed = explorers.map(({ name, kept }) => [name, kept()]).filter(([, text]) => text);
  const hash = changed.map((pair) => pair.join("=")).join("&");
  const ours = location.hash.startsWith("#explorer-");
  if ((hash || ours) && hash !== location.hash.slice(1)) {
    history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
  }
}

addEventListener("hashchange", () => {
  const state = stored();
  if (state.size) for (const { name, restore } of explorers) restore(state.get(name) || "");
});

function furnish(nodes) {
  for (const node of nodes) {
    const figures = [...(node.matches?.("[data-explorer]") ? [node] : []), ...node.querySelectorAll("[data-explorer]")];
    for (const figure of figures) if (!figure.classList.contains("live")) explorer(figure);
  }
}

furnish([document.body]);
document.addEventListener("notes:patched", ({ detail }) => furnish(detail.nodes));
explorers.find(({ name }) => stored().has(name))?.figure.scrollIntoView();
