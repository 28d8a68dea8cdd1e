// The arithmetic of one convolution as the engine has it, and the equation that fails where there is
// none. Pure: a test runs this file alone against the engine. All files here share one scope.
const count = (n) => n.toLocaleString("en-US");
const square = (n) => `${n}×${n}`;
const signed = (n) => String(n).replace("-", "−");
const reach = (s) => s.dilation * (s.kernel - 1) + 1;

// Output side, weights, multiply-accumulates and receptive field with their formulas; or `fault`.
function convolution(s) {
  const fault = impossible(s);
  if (fault) return { fault };
  const size = Math.floor((s.input + 2 * s.padding - reach(s)) / s.stride) + 1;
  const dense = s.kernel ** 2 * s.in_channels * s.out_channels;
  const weights = dense / s.groups;
  const per = s.groups > 1 ? `(${s.in_channels}/${s.groups})` : s.in_channels;
  return {
    size, weights, dense, macs: weights * size ** 2, field: reach(s),
    formulas: [
      `⌊(${s.input} + 2×${s.padding} − ${s.dilation}×(${s.kernel}−1) − 1) / ${s.stride}⌋ + 1 = ${size}`,
      `${square(s.kernel)}×${per}×${s.out_channels}`,
      `${count(weights)}×${square(size)}`,
      `${s.dilation}×(${s.kernel}−1) + 1 = ${reach(s)}`,
    ],
  };
}

// The first rule that a setting breaks, in the engine's order and words; null where all hold.
function impossible(s) {
  const least = [
    ["input", s.input, 1], ["kernel_size", s.kernel, 1], ["stride", s.stride, 1], ["dilation", s.dilation, 1],
    ["in_channels", s.in_channels, 1], ["out_channels", s.out_channels, 1], ["padding", s.padding, 0], ["groups", s.groups, 1],
  ];
  for (const [field, value, bound] of least) {
    if (value < bound) return `${field}=${value}: ${field} >= ${bound} fails: ${value} < ${bound}`;
  }
  for (const field of ["in_channels", "out_channels"]) {
    const rest = s[field] % s.groups;
    if (rest) return `groups=${s.groups}: ${field} % groups = 0 fails: ${s[field]} % ${s.groups} = ${rest}`;
  }
  const room = s.input + 2 * s.padding - reach(s);
  if (room >= 0) return null;
  return `kernel_size=${s.kernel}: (${s.input} + ${s.padding} + ${s.padding} - ${s.dilation} * (${s.kernel} - 1) - 1)` +
    ` // ${s.stride} + 1 = ${Math.floor(room / s.stride) + 1}, no window fits`;
}

// The same small numbers as the still shows.
const pixel = (i, j) => ((3 * i * i + 2 * j * j + i * j + j) % 5) % 4;
const tap = (u, v) => ((2 * u + 3 * v + u * v + 2) % 4) - 1;

// The value of the padded input in a row and column: zero at the edges.
function padded(s, row, column) {
  const i = row - s.padding, j = column - s.padding;
  return i >= 0 && j >= 0 && i < s.input && j < s.input ? pixel(i, j) : 0;
}

// What one output value is made of: for each weight its place in the padded input, and both factors.
function terms(s, row, column) {
  const found = [];
  for (let u = 0; u < s.kernel; u++) {
    for (let v = 0; v < s.kernel; v++) {
      const i = row * s.stride + u * s.dilation, j = column * s.stride + v * s.dilation;
      found.push({ i, j, value: padded(s, i, j), weight: tap(u, v) });
    }
  }
  return found;
}

// The whole output map of one channel.
function outputs(s, size) {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => total(terms(s, i, j))));
}

const total = (parts) => parts.reduce((sum, { value, weight }) => sum + value * weight, 0);
