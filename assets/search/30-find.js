// Which pages a query means, best first, and where in a page it stands.
(function () {
  const WEIGHTS = [1, 1.6, 3, 6];
  const EXACT = 1.5;
  const KEY = 3;
  const SECTIONS = 3;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const { phrases, pattern, narrow } = notesSearch.terms;

  // The numbers of the pages that have every phrase's terms, best first. What is more than a word or two
  // characters is to be confirmed by `read`: its parts may stand apart.
  async function find(query) {
    const contents = await notesSearch.contents();
    const asked = phrases(query);
    const wanted = asked.flatMap(({ terms, beginning }) => [
      ...terms.map((term) => ({ term, accepts: (found) => found === term })),
      ...(beginning ? [{ term: beginning, accepts: (found) => found.startsWith(beginning) }] : []),
    ]);
    if (!wanted.length || asked.some(({ terms, beginning }) => !terms.length && !beginning)) return { asked, pages: [] };
    const lists = await Promise.all(wanted.map((each) => weightsOf(each, contents)));
    const scores = new Map();
    const [rarest, ...others] = lists.sort((a, b) => a.size - b.size);
    for (const number of rarest.keys()) {
      if (!others.every((list) => list.has(number))) continue;
      let score = 0;
      for (const list of lists) score += list.get(number) * Math.log(1 + contents.pages / list.size);
      scores.set(number, score);
    }
    return { asked, pages: [...scores.keys()].sort((a, b) => scores.get(b) - scores.get(a) || b - a) };
  }

  // Page number → the weight of the best term that is accepted.
  async function weightsOf({ term, accepts }, { version, shards, pages, block, volume }) {
    const shard = crc32([...term].slice(0, KEY).join("")) & (shards - 1);
    const volumes = Math.ceil(pages / (block * volume));
    const files = Array.from({ length: volumes }, (_, index) => notesSearch.load(`s${index}-${shard}`, version));
    const weights = new Map();
    (await Promise.all(files)).forEach((file, index) => {
      file.split("\n\n").forEach((segment, inVolume) => {
        const first = (index * volume + inVolume) * block;
        for (const line of segment.split("\n")) {
          const [found, written] = line.split(" ");
          if (!written || !accepts(found)) continue;
          const factor = found === term ? EXACT : 1;
          for (const [number, weight] of decoded(written)) {
            weights.set(first + number, Math.max(weights.get(first + number) || 0, WEIGHTS[weight] * factor));
          }
        }
      });
    });
    return weights;
  }

  function* decoded(written) {
    let code = 0;
    let difference = 0;
    let shift = 0;
    for (const character of written) {
      const digit = DIGITS.indexOf(character);
      difference += (digit & 31) << shift;
      shift += 5;
      if (digit & 32) continue;
      code = (code & ~3) + difference;
      yield [code >> 2, code & 3];
      difference = shift = 0;
    }
  }

  function crc32(text) {
    let crc = -1;
    for (const byte of new TextEncoder().encode(text)) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
  }

  // A page with its best sections, or null where some phrase does not stand in it after all.
  async function read(number, asked) {
    const { version, together } = await notesSearch.contents();
    const texts = await notesSearch.load(`p${Math.floor(number / together)}`, version);
    const [href, title, date, lang, terms, sections] = texts[number % together];
    const patterns = asked.map((phrase) => RegExp(pattern(phrase), "giu"));
    const whole = narrow([title, terms, ...sections.flat()].join("\n"));
    if (!patterns.every((each) => each.test(whole))) return null;
    const hits = sections
      .map(([anchor, heading, text]) => ({ anchor, heading, text, score: scoreOf(heading, text, patterns) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, SECTIONS);
    const [anchor, heading, text] = sections[0] ?? ["", "", ""];
    return { href, title, date, lang, hits: hits.length ? hits : [{ anchor: heading ? "" : anchor, heading: "", text }] };
  }

  // First how many of the phrases a section has, then how often; its heading counts thrice.
  function scoreOf(heading, text, patterns) {
    let score = 0;
    for (const each of patterns) {
      const inHeading = (narrow(heading).match(each) || []).length;
      const inText = (narrow(text).match(each) || []).length;
      if (inHeading + inText) score += 100 + Math.min(99, 3 * inHeading + inText);
    }
    return score;
  }

  // The stretch of a text around its first hit, as [plain, hit, plain, hit, …, plain].
  function excerpt(text, asked, length = 110, before = 28) {
    const marks = RegExp(asked.map(pattern).sort((a, b) => b.length - a.length).join("|"), "giu");
    const flat = text.replace(/\s+/g, " ");
    const first = Math.max(0, narrow(flat).search(marks));
    const start = first > before + 8 ? first - before : 0;
    const end = Math.min(flat.length, start + length);
    const part = (start ? "…" : "") + flat.slice(start, end) + (end < flat.length ? "…" : "");
    const pieces = [];
    let at = 0;
    for (const hit of narrow(part).matchAll(marks)) {
      pieces.push(part.slice(at, hit.index), part.slice(hit.index, hit.index + hit[0].length));
      at = hit.index + hit[0].length;
    }
    return [...pieces, part.slice(at)];
  }

  Object.assign(notesSearch, { find, read, excerpt });
})();
