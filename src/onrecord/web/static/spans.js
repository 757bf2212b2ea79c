// Places in a text that a page shows. The ledger counts code points, JavaScript UTF-16 units: `points` and `index`
// go from one to the other, `indexOf` and `rangeOf` from the page's nodes to units and back.

export function points(text, index) {
  return [...text.slice(0, index)].length;
}

export function index(text, points) {
  return [...text].slice(0, points).join("").length;
}

// How far into `root` a place of the page is, or null where it is outside.
export function indexOf(root, node, offset) {
  if (!root.contains(node)) return null;
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

export function rangeOf(root, start, end) {
  const range = document.createRange();
  range.setStart(...placeOf(root, start, true));
  range.setEnd(...placeOf(root, end, false));
  return range;
}

// Where one node of text ends another begins: a range starts in the later and ends in the earlier.
function placeOf(root, index, isStart) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let last = [root, 0];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (index < node.length || (index === node.length && !isStart)) return [node, index];
    index -= node.length;
    last = [node, node.length];
  }
  return last;
}

// What is selected within `root`, in code points of its text without blanks around it; null where nothing is.
export function selected(root) {
  const selection = getSelection();
  if (selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  let start = indexOf(root, range.startContainer, range.startOffset);
  let end = indexOf(root, range.endContainer, range.endOffset);
  if (start === null || end === null) return null;
  const text = root.textContent;
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return start < end ? { start: points(text, start), end: points(text, end) } : null;
}

// The place of the page under a pointer, as an index into `root`; null where it is outside.
export function indexAt(root, x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && indexOf(root, caret.offsetNode, caret.offset);
  }
  const range = document.caretRangeFromPoint(x, y);
  return range && indexOf(root, range.startContainer, range.startOffset);
}

// Where the ends of words may go: `starts` and `ends` of words, `characters` as people see them.
export function stops(text) {
  const words = [...new Intl.Segmenter("en", { granularity: "word" }).segment(text)].filter((word) => word.isWordLike);
  const characters = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)];
  return {
    starts: words.map((word) => word.index),
    ends: words.map((word) => word.index + word.segment.length),
    characters: [...characters.map((character) => character.index), text.length],
  };
}

// The stop one step on from a place, by the sign of `by`; the place itself where there is none.
export function step(stops, from, by) {
  return (by > 0 ? stops.find((stop) => stop > from) : stops.findLast((stop) => stop < from)) ?? from;
}

export function nearest(stops, to) {
  return stops.reduce((best, stop) => (Math.abs(stop - to) < Math.abs(best - to) ? stop : best), stops[0] ?? to);
}
