// What the explorer says, in the two languages of the interface.
const WORDS = {
  zh: {
    name: "卷积探索器",
    settings: {
      input: "输入边长", kernel: "核 k", stride: "步幅 s", padding: "补零 p", dilation: "扩张率 d",
      in_channels: "输入通道", out_channels: "输出通道", groups: "组数 g",
    },
    quantities: ["输出", "权重", "乘加", "感受野"],
    maps: { input: "输入", kernel: "核", output: "输出", links: "连接：输出×输入通道" },
    padded: (p) => `，补零 ${p}`,
    links: (s) => `每个输出通道看 ${s.in_channels / s.groups} 个输入通道`,
    dense: (n) => `（不分组 ${n}）`,
    sampled: (n) => `，取样 ${n} 点`,
    step: (at, steps) => `第 ${at} / ${steps} 步`,
    value: (row, column) => `输出[${row},${column}]`,
    more: (n) => `（共 ${n} 项）`,
    position: "输出位置",
    play: "播放", pause: "暂停", reset: "复原",
    impossible: "没有这样的卷积",
  },
  en: {
    name: "Convolution explorer",
    settings: {
      input: "Input side", kernel: "Kernel k", stride: "Stride s", padding: "Padding p", dilation: "Dilation d",
      in_channels: "Channels in", out_channels: "Channels out", groups: "Groups g",
    },
    quantities: ["Output", "Weights", "MACs", "Receptive field"],
    maps: { input: "Input", kernel: "Kernel", output: "Output", links: "Channels: out × in" },
    padded: (p) => `, padding ${p}`,
    links: (s) => `each output channel sees ${s.in_channels / s.groups} of the input's`,
    dense: (n) => ` (ungrouped ${n})`,
    sampled: (n) => `, ${n} ${n === 1 ? "sample" : "samples"}`,
    step: (at, steps) => `Step ${at} of ${steps}`,
    value: (row, column) => `Output[${row},${column}]`,
    more: (n) => ` (${n} terms)`,
    position: "Output position",
    play: "Play", pause: "Pause", reset: "Reset",
    impossible: "There is no such convolution",
  },
};

function wordsFor(element) {
  const lang = element.closest("[lang]")?.lang || "";
  return lang.toLowerCase().split("-")[0] === "zh" ? WORDS.zh : WORDS.en;
}
