"use strict";
/* Choosing another span for a row: by the mouse, or a word at a time with the arrow keys. */

pledger.spans = ({ canonical, selection, select, border }, chosen) => {
  const { el, said } = pledger;
  let moving = null; // {row, span}
  const strip = el("div", { id: "strip", role: "status", hidden: true });
  document.body.append(strip);

  function start(row, span) {
    moving = { row, span };
    select(span);
    strip.hidden = false;
    draw();
  }

  function draw() {
    const text = canonical(...moving.span).replace(/\s+/g, " ");
    strip.replaceChildren(
      el("span", {}, "Select the right words, or move the end with ", el("kbd", {}, "←"), el("kbd", {}, "→"), " and the start with ", el("kbd", {}, "Shift ←"), el("kbd", {}, "→")),
      el("q", {}, said(text.length > 160 ? `${text.slice(0, 80)}…${text.slice(-78)}` : text)),
      el("button", { type: "button", on: { click: () => end(false) } }, "Cancel ", el("kbd", {}, "Esc")),
      el("button", { type: "button", class: "primary", on: { click: () => end(true) } }, "Keep ", el("kbd", {}, "↵")));
  }

  function end(keepIt) {
    const { row, span } = moving;
    moving = null;
    strip.hidden = true;
    getSelection().removeAllRanges();
    if (keepIt) chosen(row, span);
  }

  document.addEventListener("selectionchange", () => {
    const span = moving && selection();
    if (!span || (span[0] === moving.span[0] && span[1] === moving.span[1])) return;
    moving.span = span;
    draw();
  });

  const letter = (at) => /[\p{L}\p{N}]/u.test(canonical(at, at + 1));

  function key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Enter") end(true);
    else if (event.key === "Escape") end(false);
    else if (by) {
      const [first, last] = moving.span;
      const next = event.shiftKey ? [border(first, by), last] : [first, border(last, by)];
      // a start lands before its word, also on the way right
      if (event.shiftKey && by > 0) while (next[0] < next[1] && !letter(next[0])) next[0] += 1;
      if (!event.shiftKey && by < 0) while (next[1] > next[0] && !letter(next[1] - 1)) next[1] -= 1;
      if (next[0] >= next[1]) return;
      moving.span = next;
      select(next);
      draw();
    } else return;
    event.preventDefault();
  }

  /** Whether a span is being chosen, so that keys are for it. */
  const active = () => moving !== null;

  return { start, key, active };
};
