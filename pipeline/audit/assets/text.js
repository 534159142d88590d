"use strict";
/* The canonical text as the page has it: from offsets to the DOM and back.

   Offsets are code points into the canonical text, which is the content of one element; a hidden
   character is a span with `data-cp` that stands for it. */

pledger.text = (body) => {
  const places = []; // {node, start, length}: text nodes, and spans that stand for one character
  const home = new Map(); // element of a piece -> offset of its first character
  let length = 0;
  (function walk(node) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE || child.dataset?.cp) {
        const count = child.nodeType === Node.TEXT_NODE ? points(child.data) : 1;
        for (let up = child; up !== body && !home.has(up); up = up.parentNode) home.set(up, length);
        places.push({ node: child, start: length, length: count });
        length += count;
      } else walk(child);
    }
  })(body);

  function points(text) {
    let count = text.length;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit >= 0xd800 && unit < 0xdc00) count -= 1;
    }
    return count;
  }

  const characters = (place) => (place.node.nodeType === Node.TEXT_NODE ? place.node.data : String.fromCodePoint(Number(place.node.dataset.cp)));

  function canonical(start, end) {
    let text = "";
    for (let i = find(start); i < places.length && places[i].start < end; i += 1) {
      const from = Math.max(start - places[i].start, 0);
      text += [...characters(places[i])].slice(from, end - places[i].start).join("");
    }
    return text;
  }

  /** Number of the place that holds an offset. */
  function find(offset) {
    let low = 0;
    let high = places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (places[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Offset of a point of the DOM within the text. */
  function offsetOf(node, at) {
    const probe = document.createRange();
    probe.setStart(node, at);
    if (node.nodeType === Node.TEXT_NODE) {
      const place = places.find((p) => p.node === node);
      if (place) return place.start + points(node.data.slice(0, at));
    }
    // between elements: the first place that begins at or after the point
    const next = places.find((p) => probe.comparePoint(p.node, 0) >= 0 && p.node.compareDocumentPosition(node) !== Node.DOCUMENT_POSITION_CONTAINED_BY);
    return next ? next.start : length;
  }

  function rangeOf(start, end) {
    const range = document.createRange();
    const set = (offset, last) => {
      const place = places[find(last ? offset - 1 : offset)];
      if (place.node.nodeType !== Node.TEXT_NODE) return last ? range.setEndAfter(place.node) : range.setStartBefore(place.node);
      const units = [...place.node.data].slice(0, offset - place.start).join("").length;
      return last ? range.setEnd(place.node, units) : range.setStart(place.node, units);
    };
    set(start, false);
    set(end, true);
    return range;
  }

  /** Offsets of what is selected, without white space at its ends; null when nothing is. */
  function selection() {
    const picked = getSelection();
    if (!picked.rangeCount || picked.isCollapsed) return null;
    const range = picked.getRangeAt(0);
    if (!body.contains(range.commonAncestorContainer)) return null;
    let start = offsetOf(range.startContainer, range.startOffset);
    let end = offsetOf(range.endContainer, range.endOffset);
    const text = [...canonical(start, end)];
    while (text.length && !text[0].trim()) { text.shift(); start += 1; }
    while (text.length && !text.at(-1).trim()) { text.pop(); end -= 1; }
    return end > start ? [start, end] : null;
  }

  const select = ([start, end]) => {
    const range = rangeOf(start, end);
    getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  };

  /** The next border of a word from an offset, left (-1) or right (1). */
  function border(offset, by) {
    const word = (at) => at >= 0 && at < length && /[\p{L}\p{N}]/u.test(canonical(at, at + 1));
    let at = offset;
    const before = () => (by > 0 ? at : at - 1);
    while (at + by >= 0 && at + by <= length && !word(before())) at += by;
    while (at + by >= 0 && at + by <= length && word(before())) at += by;
    return at;
  }

  /** Offset of the first character of an element; null when it is none of the text's. */
  const startOf = (element) => home.get(element) ?? null;

  return { length, canonical, rangeOf, selection, select, border, startOf };
};
