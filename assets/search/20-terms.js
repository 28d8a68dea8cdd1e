// A query's phrases and their terms, cut as generator/render/search/terms.py cuts a text.
notesSearch.terms = (function () {
  const HAN = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const LONGEST = 40;
  const MOST_TERMS = 8;
  const han = RegExp(`^[${HAN}]$`, "u");
  const letter = /^[\p{L}\p{N}]$/u;
  const word = RegExp(`(?:(?![${HAN}])[\\p{L}\\p{N}_])+(?:×(?:(?![${HAN}])[\\p{L}\\p{N}_])+)*`, "gu");
  const meeting = RegExp(`(?<=[${HAN}])(?=[\\p{L}\\p{N}])|(?<=[\\p{L}\\p{N}])(?=[${HAN}])`, "u");

  // Full-width forms as the ASCII they stand for; no position moves.
  const narrow = (text) => text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

  // Each phrase of a query is { text, terms, beginning }: a page that has it has all of `terms` and a
  // word that begins with `beginning`.
  function phrases(query) {
    return narrow(query).toLowerCase().trim().split(/\s+/).filter(Boolean).map(phrase);
  }

  function phrase(text) {
    const pairs = pairsOf([...text]);
    const words = (text.match(word) || []).map((each) => each.slice(0, LONGEST));
    const last = words.length && text.endsWith(words.at(-1)) ? words.pop() : "";
    const beginning = [...last].length >= 3 ? last : "";
    const terms = new Set([...pairs, ...words, beginning ? "" : last]);
    terms.delete("");
    return { text, terms: [...terms].slice(0, MOST_TERMS), beginning };
  }

  function pairsOf(characters) {
    if (characters.length === 1) return characters.filter((only) => han.test(only));
    const meets = (one, other) => (han.test(one) || han.test(other)) && [one, other].every((c) => han.test(c) || letter.test(c));
    const pairs = [];
    characters.forEach((one, index) => {
      const [before, after] = [characters[index - 1] ?? "", characters[index + 1] ?? ""];
      if (meets(one, after)) pairs.push(one + after);
      else if (han.test(one) && !meets(before, one)) pairs.push(one);
    });
    return pairs;
  }

  // What a phrase looks like in a text: where two writing systems meet, a space may stand.
  function pattern(phrase) {
    const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    return phrase.text.split(meeting).map(escaped).join(" ?");
  }

  return { phrases, pattern, narrow };
})();
