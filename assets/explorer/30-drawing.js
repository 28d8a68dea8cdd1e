// Grids of square cells in SVG, at one pixel to one: what is too small for its number shows none.
const GROUPS = ["input", "kernel", "output", "intermediate", "active"];

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function shape(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// A drawing with a title above: `side` is its width and height in pixels, `at(rows)` a grid that fills it.
function panel(name) {
  const title = make("p", { class: "name" });
  const svg = shape("svg", { role: "img" });
  const box = make("div", { class: `map ${name}` }, title, svg);
  return {
    box, svg, cell: 0,
    entitle(text) {
      title.textContent = text;
      svg.setAttribute("aria-label", text);
    },
    begin(rows, columns, side, largest) {
      this.cell = Math.max(1, Math.min(largest, side / Math.max(rows, columns)));
      svg.setAttribute("width", columns * this.cell + 2);
      svg.setAttribute("height", rows * this.cell + 2);
      box.style.minHeight = `${side + 26}px`;
      svg.replaceChildren();
    },
    rect(look, row, column, rows = 1, columns = 1) {
      const c = this.cell;
      svg.append(shape("rect", { class: look, x: 1 + column * c, y: 1 + row * c, width: columns * c, height: rows * c }));
    },
    rules(look, row, column, rows, columns) {
      const c = this.cell;
      let d = "";
      for (let i = 0; i <= rows; i++) d += `M${1 + column * c} ${1 + (row + i) * c}h${columns * c}`;
      for (let j = 0; j <= columns; j++) d += `M${1 + (column + j) * c} ${1 + row * c}v${rows * c}`;
      svg.append(shape("path", { class: `rules ${look}`, d }));
    },
    number(look, row, column, value, raised = 0) {
      const x = 1 + (column + 0.5) * this.cell, y = 1 + (row + 0.5) * this.cell - raised;
      const size = raised < 0 ? 11 : this.cell >= 20 ? 13 : 11;
      svg.append(shape("text", { class: look, x, y, "font-size": size }, signed(value)));
    },
    holds(length) {
      return this.cell >= Math.max(13, (this.cell >= 20 ? 7.4 : 6.4) * length + 2);
    },
  };
}

function drawInput(at, s, window, side) {
  const whole = s.input + 2 * s.padding, p = s.padding;
  at.begin(whole, whole, side, 38);
  if (p) at.rules("edge", 0, 0, whole, whole);
  at.rect("input-soft", p, p, s.input, s.input);
  at.rules("input-line", p, p, s.input, s.input);
  const lit = new Map(window.map((term) => [term.i * whole + term.j, term]));
  for (const { i, j } of window) at.rect("kernel kernel-line", i, j);
  if (window.length) at.rect("window", window[0].i, window[0].j, reach(s), reach(s));
  if (!at.holds(1)) return;
  for (let i = 0; i < whole; i++) {
    for (let j = 0; j < whole; j++) {
      const term = lit.get(i * whole + j), weighed = term && at.cell >= 27;
      const outside = i < p || j < p || i >= whole - p || j >= whole - p;
      at.number(term ? "on-kernel strong" : outside ? "muted" : "ink", i, j, padded(s, i, j), weighed ? 6 : 0);
      if (weighed) at.number("on-kernel", i, j, `×${term.weight}`, -8);
    }
  }
}

function drawKernel(at, s, side) {
  at.begin(reach(s), reach(s), side, 26);
  at.rules("edge", 0, 0, reach(s), reach(s));
  for (let u = 0; u < s.kernel; u++) {
    for (let v = 0; v < s.kernel; v++) {
      at.rect("kernel kernel-line", u * s.dilation, v * s.dilation);
      if (at.holds(2)) at.number("on-kernel strong", u * s.dilation, v * s.dilation, tap(u, v));
    }
  }
}

function drawOutput(at, values, active, side) {
  const n = values.length;
  at.begin(n || 1, n || 1, side, 30);
  if (!n) return at.rules("edge", 0, 0, 1, 1);
  at.rect("output-soft", 0, 0, n, n);
  at.rules("output-line", 0, 0, n, n);
  at.rect("active active-line", active.row, active.column);
  const longest = Math.max(...values.flat().map((value) => String(value).length));
  if (!at.holds(longest)) return;
  values.forEach((row, i) => row.forEach((value, j) => {
    at.number(i === active.row && j === active.column ? "on-active strong" : "ink", i, j, value);
  }));
}

// Rows are output channels, columns input channels; a group that does not divide them joins nothing.
function drawLinks(at, s, possible, side) {
  at.begin(s.out_channels, s.in_channels, side, 16);
  const rows = s.out_channels / s.groups, columns = s.in_channels / s.groups;
  for (let g = 0; possible && g < s.groups; g++) {
    const role = GROUPS[g % GROUPS.length];
    at.rect(`${role} ${role}-line`, g * rows, g * columns, rows, columns);
  }
  if (at.cell >= 6) at.rules("edge", 0, 0, s.out_channels, s.in_channels);
  at.rect("frame", 0, 0, s.out_channels, s.in_channels);
}
