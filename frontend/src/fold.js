// The same folding as rolegraph.pages.searching.fold: width, case, long vowels and okurigana; never voiced marks.
const OKURIGANA = [
  ["取り組み", "取組"], ["取組み", "取組"], ["取り組", "取組"], ["繋がり", "つながり"], ["子供", "子ども"],
  ["引き継ぎ", "引継"], ["引継ぎ", "引継"], ["受け入れ", "受入"], ["受入れ", "受入"], ["仕組み", "仕組"],
  ["見直し", "見直"], ["打ち合わせ", "打合せ"],
];
const SPACE = /[\s\x1c-\x1f\x85\ufeff]+/u;
const LONG = /[ー‐‑‒–—―−~〜・･\s\x1c-\x1f\x85\ufeff\u200b-\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}-]/gu;
const VOICED = { "\u309b": "\u3099", "\u309c": "\u309a" };

export function fold(text) {
  let plain = text.replace(/[\u309b\u309c]/g, (mark) => VOICED[mark]).normalize("NFKC").toLowerCase();
  for (const [variant, common] of OKURIGANA) plain = plain.replaceAll(variant, common);
  return plain.replace(LONG, "");
}

/** How well an entry fits, as rolegraph.pages.searching has it: 0 its very name, 3 a definition only. */
function rank([names], wanted) {
  if (!wanted.every((word) => names.includes(word))) return 3;
  const own = names.split("\t");
  if (own.includes(wanted.join(""))) return 0;
  return own.some((name) => name.startsWith(wanted[0])) ? 1 : 2;
}

/** The entries [names, words, label, kind, path] that hold all words, best first. */
export function find(index, asked, limit) {
  const wanted = asked.split(SPACE).map(fold).filter(Boolean);
  if (!wanted.length) return [];
  return index
    .filter(([names, words]) => wanted.every((word) => names.includes(word) || words.includes(word)))
    .map((entry, order) => [rank(entry, wanted), order, entry])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, limit).map((each) => each[2]);
}
