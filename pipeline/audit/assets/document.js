"use strict";
/* One document: ties the text, the cards beside it and the page images together, and takes
   verdicts. Offsets are code points into the canonical text, which is the content of #text. */

(() => {
  const { FORMAT, byId, controls, drop, el, keep, load, note, read, reviewer, said, targetKey, verdicts, words } = pledger;
  const data = read("data");
  const specs = read("specs");
  const sha = data.document.sha256;
  const LETTER = { commitments: "c", quotes: "q", actor_mentions: "o", amounts: "a", dates: "d", technology_mentions: "t", sentences: "r" };
  const NAME = { commitments: "Commitment", quotes: "Quote", actor_mentions: "Actor", amounts: "Amount", dates: "Date", technology_mentions: "Technology", sentences: "Turned down" };
  const FACTS = ["commitments", "quotes"];
  const body = byId("text");
  const rows = data.rows.map((row, n) => ({ ...row, n, letter: LETTER[row.t], spans: row.spans || [[row.s, row.e]] }));
  const shown = new Set(["c", "q", "o", "a", "d", "t"]);
  let selected = null;
  let judged = {};

  /* ---- offsets ------------------------------------------------------------------------ */

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

  /* ---- pieces of rows -------------------------------------------------------------------- */

  const pieces = rows.map(() => []);
  const related = rows.map(() => []);
  for (const element of body.querySelectorAll(".m[data-r]")) {
    const at = home.get(element) ?? 0;
    for (const n of element.dataset.r.split(" ").map(Number)) {
      const inside = rows[n].spans.some(([s, e]) => s <= at && at < e);
      (inside ? pieces : related)[n].push(element);
    }
  }
  const inOrder = (a, b) => a.s - b.s || b.e - a.e;
  const missed = () => Object.values(judged).filter((r) => r.verdict === "missed")
    .map((r) => ({ missed: r, t: r.table, letter: LETTER[r.table] || "c", id: `missed-${r.start}`, s: r.start, e: r.end, spans: [[r.start, r.end]], f: r.fields || {}, x: {}, n: -1 }));

  /** Rows that can be stepped through now: facts, and other kinds when their cards are on. */
  const listed = () => [...rows.filter((r) => shown.has(r.letter) && (FACTS.includes(r.t) || r.t === "sentences" || r === selected)), ...missed()].sort(inOrder);

  /* ---- cards ------------------------------------------------------------------------------ */

  const cards = byId("cards");
  const keyOf = (row) => `${row.t}:${row.s}:${row.e}`;
  const verdictOf = (row) => row.missed || judged[keyOf(row)];
  // a verdict on fields that have changed since is shown, but no longer counts
  const stale = (row, verdict) => Boolean(verdict && verdict.judged && row.f && JSON.stringify(verdict.judged) !== JSON.stringify(row.f));

  function drawCards() {
    const active = cards.contains(document.activeElement);
    cards.replaceChildren(...listed().map(card));
    arrange();
    drawProgress();
    paintMissed();
    if (active && selected) cardOf(selected)?.querySelector("button")?.focus({ preventScroll: true });
  }

  const cardOf = (row) => byId(`card-${row.id}`);

  function card(row) {
    const verdict = verdictOf(row);
    const on = selected && selected.id === row.id;
    const old = stale(row, verdict);
    const state = verdict ? (old ? "stale" : verdict.verdict) : "";
    return el("section", { class: `card ${row.letter} ${on ? "on" : ""} ${state}`, id: `card-${row.id}`,
      on: { mouseenter: () => hover(row, true), mouseleave: () => hover(row, false) } },
      el("button", { type: "button", class: "head", "aria-expanded": String(Boolean(on)), on: { click: () => choose(on ? null : row, { scroll: !on }) } },
        el("span", { class: "kind" }, row.missed ? `Missed ${NAME[row.t].toLowerCase()}` : NAME[row.t]),
        state ? el("span", { class: `mark ${state}` }, old ? "changed since" : words(state)) : null,
        ...headline(row)),
      on ? details(row, verdict) : null);
  }

  function headline(row) {
    const f = row.f;
    const line = (...parts) => el("span", { class: "line" }, ...parts.filter(Boolean));
    const name = (value, other) => (value ? el("strong", {}, said(value)) : el("span", { class: "none" }, other));
    if (row.missed) return [line(el("span", { class: "excerpt" }, said(row.missed.exact)))];
    if (row.t === "commitments") {
      return [
        line(name(f.committers, "committer unknown"), f.counterparts ? el("span", {}, " with ", said(f.counterparts)) : null),
        line(el("span", { class: `tag ${f.strength}` }, f.strength), el("span", { class: "action" }, said(f.polarity === "negative" ? `not ${f.action}` : f.action)),
          f.amounts ? el("span", { class: "sum" }, said(readable(f.amounts))) : null, row.x.deadline_edtf ? el("span", { class: "due" }, `${row.x.deadline_edtf.startsWith("P") ? "within" : "by"} ${row.x.deadline_edtf}`) : null,
          f.areas ? el("span", { class: "areas" }, said(f.areas)) : null)];
    }
    if (row.t === "quotes") return [line(name(f.speaker_name || f.speaker, "speaker unknown"), f.speaker_role ? el("span", {}, ", ", said(f.speaker_role)) : null), line(el("span", { class: "tag" }, f.kind), f.cue ? el("span", { class: "action" }, said(f.cue)) : null)];
    if (row.t === "sentences") return [line(el("span", {}, "gate "), el("strong", {}, said(words(row.r))))];
    const value = { actor_mentions: f.actor_name || "unresolved", amounts: `${f.currency || "?"} ${range(f)}`, dates: f.edtf || "unresolved", technology_mentions: [f.area, f.sub_area].filter(Boolean).join(" / ") }[row.t];
    return [line(el("strong", {}, said(value)))];
  }

  /** Sums as they are read: grouped digits, an en dash for a range. */
  function readable(amounts) {
    return amounts.replace(/\d{4,}/g, (v) => BigInt(v).toLocaleString("en")).replace(/ \.\./g, " up to ").replace(/\.\.(?=;|\/|$)/g, " or more").replaceAll("..", "–");
  }

  function range(f) {
    const group = (v) => (v === null ? "" : Number(v).toLocaleString("en"));
    return f.minimum === f.maximum ? group(f.minimum) : `${group(f.minimum)}–${group(f.maximum)}`;
  }

  function details(row, verdict) {
    const terms = [];
    const wrong = verdict && verdict.fields ? Object.keys(verdict.fields) : [];
    for (const [name, value] of Object.entries(row.f)) {
      if (value === null && !wrong.includes(name)) continue;
      const right = verdict?.fields?.[name];
      terms.push(el("div", { class: wrong.includes(name) && !row.missed ? "wrong" : "" }, el("dt", {}, words(name)),
        el("dd", {}, value === null ? "none" : said(value), wrong.includes(name) && right && !row.missed ? el("ins", {}, said(right)) : null)));
    }
    for (const [name, value] of Object.entries(row.x)) terms.push(el("div", {}, el("dt", {}, words(name)), el("dd", {}, said(value))));
    if (row.r) terms.push(el("div", {}, el("dt", {}, row.t === "sentences" ? "gate" : "rule"), el("dd", {}, el("code", {}, said(row.r)))));
    if (row.c !== undefined) terms.push(el("div", {}, el("dt", {}, "confidence"), el("dd", {}, meter(row.c))));
    terms.push(el("div", {}, el("dt", {}, "offsets"), el("dd", {}, `${row.s} to ${row.e}${row.p ? `, page ${row.p}` : ""}`)));
    if (!row.missed) terms.push(el("div", {}, el("dt", {}, "row"), el("dd", {}, el("a", { class: "id", href: `#${row.id}` }, row.id))));
    return el("div", { class: "details" }, buttons(row, verdict), verdict?.note ? el("p", { class: "remark" }, said(verdict.note)) : null, others(row), el("dl", {}, ...terms), links(row));
  }

  const meter = (value) => el("span", { class: "confidence" }, el("meter", { min: 0, max: 1, value, "aria-label": "confidence" }), ` ${Math.round(100 * value)}%`);

  function links(row) {
    const found = [];
    if (row.l) found.push(el("a", { href: row.l, rel: "noopener noreferrer", target: "_blank" }, "these words as published"));
    const copy = byId("copy");
    if (copy && !row.missed) {
      const long = canonical(row.s, row.e).split(/\s+/).filter(Boolean);
      const encode = (list) => encodeURIComponent(list.join(" ")).replaceAll("-", "%2D");
      const fragment = long.length <= 10 ? encode(long) : `${encode(long.slice(0, 5))},${encode(long.slice(-5))}`;
      found.push(el("a", { class: "fragment", href: `${copy.getAttribute("href")}#:~:text=${fragment}`, rel: "noopener noreferrer", target: "_blank" }, "these words in the saved source"));
    }
    return found.length ? el("p", { class: "links" }, ...found) : null;
  }

  function others(row) {
    const said_ = data.verdicts.filter((v) => v.target_table === row.t && v.start === row.s && v.end === row.e && v.reviewer !== reviewer());
    if (!said_.length) return null;
    return el("ul", { class: "others" }, ...said_.map((v) => el("li", {}, said(v.reviewer), ": ", el("span", { class: `mark ${v.verdict}` }, words(v.verdict)), v.wrong_fields ? el("span", {}, " ", said(v.wrong_fields)) : null, v.note ? el("q", {}, said(v.note)) : null)));
  }

  function buttons(row, verdict) {
    const make = (label, key, run, pressed) => el("button", { type: "button", "aria-pressed": pressed === undefined ? null : String(pressed), class: pressed ? "pressed" : "", on: { click: run } }, label, " ", el("kbd", { "aria-hidden": "true" }, key));
    const is = (name) => verdict?.verdict === name;
    if (row.missed) return el("div", { class: "verdicts" }, make("Take back", "U", () => takeBack(row)));
    if (row.t === "sentences") return el("div", { class: "verdicts" }, make("Missed", "M", () => startMissed([row.s, row.e])));
    return el("div", { class: "verdicts", role: "group", "aria-label": "Verdict" },
      make("Right", "R", () => decide(row, "right"), is("right")), make("Wrong", "W", () => decide(row, "wrong"), is("wrong")),
      make("Field", "F", () => startField(row), is("wrong_field")), make("Span", "S", () => startSpan(row), is("wrong_span")),
      make("Note", "N", () => startNote(row)), verdict ? make("Take back", "U", () => takeBack(row)) : null);
  }

  /** Each card beside its words; the selected one exactly, the others pushed away from it. */
  function arrange() {
    const list = [...cards.children];
    if (!list.length) return;
    const top = cards.getBoundingClientRect().top;
    const order = listed();
    const height = list.map((c) => c.offsetHeight + 8);
    const want = order.map((row) => {
      const anchor = row.n >= 0 ? pieces[row.n][0] : null;
      const box = anchor ? anchor.getClientRects()[0] : rangeOf(row.s, row.e).getClientRects()[0];
      return box ? box.top - top - 6 : 0;
    });
    const place = [];
    let free = 0;
    const fixed = selected ? order.findIndex((r) => r.id === selected.id) : -1;
    if (fixed >= 0) {
      let least = 0;
      for (let i = 0; i < fixed; i += 1) least += height[i];
      place[fixed] = Math.max(want[fixed], least);
      let limit = place[fixed];
      for (let i = fixed - 1; i >= 0; i -= 1) {
        limit = Math.min(want[i], limit - height[i]);
        place[i] = limit;
      }
      for (let i = 0; i < fixed; i += 1) { // nothing above the top of the column
        place[i] = Math.max(place[i], free);
        free = place[i] + height[i];
      }
      free = place[fixed] + height[fixed];
    }
    for (let i = fixed + 1; i < list.length; i += 1) {
      place[i] = Math.max(want[i], free);
      free = place[i] + height[i];
    }
    list.forEach((c, i) => (c.style.top = `${place[i]}px`));
    cards.style.minHeight = `${free}px`;
  }

  /* ---- choosing ------------------------------------------------------------------------------ */

  function hover(row, on) {
    if (row.n < 0) return;
    for (const piece of pieces[row.n]) piece.classList.toggle("hover", on);
    for (const box of boxes.get(row.n) || []) box.classList.toggle("hover", on);
    cardOf(row)?.classList.toggle("hover", on);
  }

  function choose(row, { scroll = true, focus = false } = {}) {
    for (const element of body.querySelectorAll(".on, .rel")) element.classList.remove("on", "rel");
    for (const box of document.querySelectorAll(".box.on")) box.classList.remove("on");
    selected = row;
    if (row && row.n >= 0) {
      for (const piece of pieces[row.n]) piece.classList.add("on");
      for (const piece of related[row.n]) piece.classList.add("rel");
      for (const box of boxes.get(row.n) || []) box.classList.add("on");
      if (!shown.has(row.letter)) setKind(row.letter, true);
    }
    drawCards();
    history.replaceState(null, "", row && row.n >= 0 ? `#${row.id}` : location.pathname + location.search);
    if (!row) return;
    if (scroll) reveal(row);
    if (focus) cardOf(row)?.querySelector("button").focus({ preventScroll: true });
  }

  function reveal(row) {
    const box = rangeOf(row.s, Math.min(row.e, row.s + 1)).getBoundingClientRect();
    const head = document.querySelector(".tools").getBoundingClientRect().bottom;
    if (box.top < head + 40 || box.bottom > innerHeight - 240) scrollTo({ top: scrollY + box.top - head - (innerHeight - head) * 0.28 });
    const [first] = boxes.get(row.n) || [];
    const pane = byId("pages");
    if (first && pane) {
      const distance = first.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      pane.scrollTop += distance - pane.clientHeight * 0.3;
    }
  }

  function step(by, accept = () => true) {
    const order = listed();
    const at = selected ? order.findIndex((r) => r.id === selected.id) : by > 0 ? -1 : order.length;
    for (let i = at + by; i >= 0 && i < order.length; i += by) if (accept(order[i])) return choose(order[i]);
    return note(by > 0 ? "That was the last row of this document." : "This is the first row of the document.");
  }

  /** A click goes to the shortest row under the pointer, a further click to the next longer. */
  body.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const piece = event.target.closest(".m");
    if (!piece?.dataset.r) return choose(null);
    const under = piece.dataset.r.split(" ").map((n) => rows[n]).filter((r) => shown.has(r.letter) && pieces[r.n].includes(piece)).sort((a, b) => (a.e - a.s) - (b.e - b.s));
    if (!under.length) return;
    const at = under.findIndex((r) => selected && r.id === selected.id);
    choose(under[(at + 1) % under.length], { scroll: false });
  });
  for (const [event, on] of [["mouseover", true], ["mouseout", false]]) {
    body.addEventListener(event, ({ target }) => {
      const piece = target.closest(".m");
      for (const n of piece?.dataset.r?.split(" ") || []) hover(rows[n], on);
    });
  }

  /* ---- page images ------------------------------------------------------------------------------ */

  const boxes = new Map();
  function drawPages() {
    const pane = byId("pages");
    if (!pane) return;
    const onPage = new Map();
    for (const row of rows) for (const [page, ...edges] of row.b || []) onPage.set(page, [...(onPage.get(page) || []), [row, edges]]);
    for (const { page, file, width, height } of data.pages) {
      const sheet = el("figure", { class: "sheet", id: `page-${page}` }, el("img", { src: file, alt: `Page ${page}`, loading: "lazy", decoding: "async", width: Math.round(width), height: Math.round(height) }), el("figcaption", {}, `Page ${page}`));
      for (const [row, [x0, top, x1, bottom]] of onPage.get(page) || []) {
        const box = el("div", { class: `box ${row.letter}`, on: { click: () => choose(row), mouseenter: () => hover(row, true), mouseleave: () => hover(row, false) } });
        Object.assign(box.style, { left: `${(100 * x0) / width}%`, top: `${(100 * top) / height}%`, width: `${(100 * (x1 - x0)) / width}%`, height: `${(100 * (bottom - top)) / height}%` });
        boxes.set(row.n, [...(boxes.get(row.n) || []), box]);
        sheet.append(box);
      }
      pane.append(sheet);
    }
    byId("show-pages").addEventListener("change", (event) => {
      document.querySelector(".stage").classList.toggle("no-pages", !event.target.checked);
      arrange();
    });
  }

  /* ---- verdicts ------------------------------------------------------------------------------------- */

  function record(row, verdict, more = {}) {
    const before = judged[keyOf(row)];
    return {
      format: FORMAT, reviewer: reviewer(), reviewed_at: new Date().toISOString().slice(0, 19) + "Z",
      text_sha256: sha, document_id: data.document.id, source_path: data.document.path,
      table: row.t, target_id: row.missed ? null : row.id ?? null, start: row.s, end: row.e,
      exact: canonical(row.s, row.e), prefix: canonical(Math.max(0, row.s - 32), row.s), suffix: canonical(row.e, Math.min(length, row.e + 32)),
      verdict, fields: null, span: null, note: before?.note ?? null, rule: row.r ?? null, judged: row.f ?? null, ...more,
    };
  }

  function decide(row, verdict, more = {}) {
    keep(record(row, verdict, more));
    judged = verdicts(sha);
    drawCards();
    if (verdict === "right" || verdict === "wrong") onward();
  }

  function takeBack(row) {
    drop(sha, row.missed ? targetKey(row.missed) : keyOf(row));
    judged = verdicts(sha);
    if (row.missed) choose(null);
    else drawCards();
  }

  /** To the next row without a verdict: of the queue when there is one, else of this document. */
  function onward() {
    const queue = position();
    if (queue) return stepQueue(1);
    const order = listed();
    const at = order.findIndex((r) => selected && r.id === selected.id);
    const next = [...order.slice(at + 1), ...order.slice(0, at)].find((r) => FACTS.includes(r.t) && !verdictOf(r));
    return next ? choose(next) : note("Every row of this document has a verdict.");
  }

  const queue = () => {
    try {
      return JSON.parse(load("pledger:queue") || "[]");
    } catch {
      return [];
    }
  };

  function position() {
    const list = queue();
    const at = selected ? list.findIndex(([, id]) => id === selected.id) : -1;
    return at < 0 ? null : { list, at };
  }

  function stepQueue(by) {
    const here = position();
    if (!here) return note("This row is in no queue. Make one in the index with “Review these”.");
    const next = here.list[here.at + by];
    if (!next) return note("That was the end of the queue. Export your verdicts.");
    const [document_, id] = next;
    if (document_ === data.document.id) return choose(rows.find((r) => r.id === id) ?? null);
    location.href = `${encodeURIComponent(document_)}.html#${encodeURIComponent(id)}`;
  }

  function drawProgress() {
    const facts = rows.filter((r) => FACTS.includes(r.t));
    const done = facts.filter((r) => verdictOf(r) && !stale(r, verdictOf(r))).length;
    const here = position();
    byId("progress").replaceChildren(
      el("label", {}, el("progress", { max: facts.length || 1, value: done, "aria-label": "rows with a verdict" }), el("span", {}, `${done} of ${facts.length} reviewed`)),
      here ? el("span", { class: "queue" }, el("button", { type: "button", "aria-label": "Row before in the queue", on: { click: () => stepQueue(-1) } }, "‹"), ` queue ${here.at + 1} of ${here.list.length} `, el("button", { type: "button", "aria-label": "Next row in the queue", on: { click: () => stepQueue(1) } }, "›")) : "");
  }

  function paintMissed() {
    if (!CSS.highlights) return;
    const paint = (name, spans) => (spans.length ? CSS.highlights.set(name, new Highlight(...spans.map(([s, e]) => rangeOf(s, e)))) : CSS.highlights.delete(name));
    const all = Object.values(judged).filter((r) => r.end <= length);
    paint("missed", all.filter((r) => r.verdict === "missed").map((r) => [r.start, r.end]));
    paint("corrected", all.filter((r) => r.span).map((r) => r.span));
  }

  /* ---- dialogs ------------------------------------------------------------------------------------------ */

  function ask(title, content, save, saveLabel = "Save") {
    const box = el("dialog", { "aria-labelledby": "ask-title" });
    const form = el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), content,
      el("div", { class: "buttons" }, el("button", { type: "button", on: { click: () => box.close() } }, "Cancel ", el("kbd", {}, "Esc")), saveLabel ? el("button", { type: "submit", class: "primary" }, saveLabel, " ", el("kbd", {}, "↵")) : null));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (save() !== false) box.close();
    });
    box.append(form);
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
    return box;
  }

  function fieldInputs(table, values) {
    const inputs = new Map();
    const made = (specs[table] || []).map(([name, codes]) => {
      const input = codes.length
        ? el("select", { id: `in-${name}` }, el("option", { value: "" }, "not given"), ...codes.map((c) => el("option", { value: c }, words(c))))
        : el("input", { type: "text", id: `in-${name}`, autocomplete: "off", placeholder: name === "committers" || name === "areas" ? "several with ;" : "" });
      inputs.set(name, input);
      return { name, input, value: values[name] ?? null };
    });
    return { inputs, made };
  }

  function startField(row) {
    const before = judged[keyOf(row)];
    const given = before?.verdict === "wrong_field" ? before.fields || {} : {};
    const { made } = fieldInputs(row.t, row.f);
    const checks = new Map();
    const lines = made.map(({ name, input, value }, at) => {
      const check = el("input", { type: "checkbox", id: `is-${name}`, checked: name in given });
      checks.set(name, [check, input]);
      if (given[name]) input.value = given[name];
      input.disabled = !check.checked;
      check.addEventListener("change", () => { input.disabled = !check.checked; if (check.checked) input.focus(); });
      return el("tr", {}, el("td", {}, el("label", { for: `is-${name}` }, check, " ", words(name), at < 9 ? el("kbd", { "aria-hidden": "true" }, String(at + 1)) : null)), el("td", { class: "is" }, value === null ? el("span", { class: "none" }, "none") : said(value)), el("td", {}, el("label", { class: "sr", for: `in-${name}` }, `right value of ${words(name)}`), input));
    });
    const box = ask("Which field is wrong?", el("table", { class: "fields" }, el("thead", {}, el("tr", {}, ...["Field", "It says", "It should say, if you know"].map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, ...lines)), () => {
      const fields = {};
      for (const [name, [check, input]] of checks) if (check.checked) fields[name] = input.value.trim() || null;
      if (!Object.keys(fields).length) return note("Choose at least one field.", true) || false;
      decide(row, "wrong_field", { fields, span: before?.span ?? null });
    });
    box.addEventListener("keydown", (event) => {
      if (event.target.matches("input[type=text], select") || !/^[1-9]$/.test(event.key)) return;
      const [check] = [...checks.values()][Number(event.key) - 1] || [];
      if (!check) return;
      event.preventDefault();
      check.click();
    });
  }

  function startNote(row) {
    const area = el("textarea", { id: "remark", rows: 4, maxlength: 2000 });
    const before = judged[keyOf(row)];
    area.value = before?.note || "";
    ask("Note", el("div", {}, el("label", { class: "sr", for: "remark" }, "Note"), area), () => {
      if (!before) return note("Give a verdict first; the note goes with it.", true) || true;
      keep({ ...before, note: area.value.trim() || null });
      judged = verdicts(sha);
      drawCards();
    });
  }

  function startMissed(span = selection()) {
    if (!span) return note("Select the words that were missed, then press M.", true);
    const row = { t: "commitments", s: span[0], e: span[1], missed: true, f: null };
    const holder = el("div", { class: "pairs" });
    let inputs = new Map();
    const kind = el("select", { id: "in-table" }, ...Object.keys(specs).map((t) => el("option", { value: t }, NAME[t])));
    const fill = () => {
      const set = fieldInputs(kind.value, {});
      inputs = set.inputs;
      holder.replaceChildren(...set.made.map(({ name, input }) => el("div", {}, el("label", { for: `in-${name}` }, words(name)), input)));
    };
    kind.addEventListener("change", fill);
    fill();
    ask("What was missed?", el("div", {}, el("blockquote", {}, said(canonical(...span))), el("div", { class: "pairs" }, el("div", {}, el("label", { for: "in-table" }, "kind of row"), kind)), holder), () => {
      const fields = {};
      for (const [name, input] of inputs) if (input.value.trim()) fields[name] = input.value.trim();
      decide({ ...row, t: kind.value }, "missed", { fields, judged: null, rule: null });
      getSelection().removeAllRanges();
    });
  }

  /* ---- another span -------------------------------------------------------------------------------------- */

  let moving = null;
  const strip = el("div", { id: "strip", role: "status", hidden: true });
  document.body.append(strip);

  function startSpan(row) {
    moving = { row, span: judged[keyOf(row)]?.span || [row.s, row.e] };
    select(moving.span);
    strip.hidden = false;
    drawStrip();
  }

  function drawStrip() {
    const text = canonical(...moving.span).replace(/\s+/g, " ");
    strip.replaceChildren(
      el("span", {}, "Select the right words, or move the end with ", el("kbd", {}, "←"), el("kbd", {}, "→"), " and the start with ", el("kbd", {}, "Shift ←"), el("kbd", {}, "→")),
      el("q", {}, said(text.length > 160 ? `${text.slice(0, 80)}…${text.slice(-78)}` : text)),
      el("button", { type: "button", on: { click: () => endSpan(false) } }, "Cancel ", el("kbd", {}, "Esc")),
      el("button", { type: "button", class: "primary", on: { click: () => endSpan(true) } }, "Keep ", el("kbd", {}, "↵")));
  }

  function endSpan(keepIt) {
    const { row, span } = moving;
    moving = null;
    strip.hidden = true;
    getSelection().removeAllRanges();
    if (!keepIt) return;
    if (span[0] === row.s && span[1] === row.e) return note("The span is as it was; no verdict was made.", true);
    decide(row, "wrong_span", { span, fields: judged[keyOf(row)]?.fields ?? null });
  }

  document.addEventListener("selectionchange", () => {
    const span = moving && selection();
    if (!span || (span[0] === moving.span[0] && span[1] === moving.span[1])) return;
    moving.span = span;
    drawStrip();
  });

  /** The next border of a word from an offset, left (-1) or right (1). */
  function border(offset, by) {
    const word = (at) => at >= 0 && at < length && /[\p{L}\p{N}]/u.test(canonical(at, at + 1));
    let at = offset;
    const before = () => (by > 0 ? at : at - 1);
    while (at + by >= 0 && at + by <= length && !word(before())) at += by;
    while (at + by >= 0 && at + by <= length && word(before())) at += by;
    return at;
  }

  function moveSpan(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Enter") endSpan(true);
    else if (event.key === "Escape") endSpan(false);
    else if (by) {
      const [start, end] = moving.span;
      const next = event.shiftKey ? [border(start, by), end] : [start, border(end, by)];
      // a start lands before its word, also on the way right
      if (event.shiftKey && by > 0) while (next[0] < next[1] && !/[\p{L}\p{N}]/u.test(canonical(next[0], next[0] + 1))) next[0] += 1;
      if (!event.shiftKey && by < 0) while (next[1] > next[0] && !/[\p{L}\p{N}]/u.test(canonical(next[1] - 1, next[1]))) next[1] -= 1;
      if (next[0] >= next[1]) return;
      moving.span = next;
      select(next);
      drawStrip();
    } else return;
    event.preventDefault();
  }

  /* ---- keys ------------------------------------------------------------------------------------------------ */

  const KEYS = {
    j: ["next row", () => step(1)], k: ["row before", () => step(-1)], u_: null,
    r: ["right, and on to the next without a verdict", () => act((row) => decide(row, "right"))],
    w: ["wrong: this should be no row", () => act((row) => decide(row, "wrong"))],
    f: ["a field is wrong", () => act(startField)],
    s: ["the span is wrong: choose other words", () => act(startSpan)],
    m: ["missed: select words first, or choose a sentence that was turned down", () => startMissed(selection() || (selected?.t === "sentences" ? [selected.s, selected.e] : null))],
    n: ["write a note", () => act(startNote)], u: ["take the verdict back", () => selected && verdictOf(selected) && takeBack(selected)],
    x: ["next row without a verdict", () => step(1, (r) => !verdictOf(r))],
    "]": ["next in the queue", () => stepQueue(1)], "[": ["before in the queue", () => stepQueue(-1)],
    i: ["to the index", () => byId("home").click()], "?": ["these keys", () => showKeys()],
  };
  delete KEYS.u_;

  function act(run) {
    if (!selected) return step(1);
    if (selected.missed || selected.t === "sentences") return note("A verdict goes to a row; take back a missed one with U.", true);
    return run(selected);
  }

  function showKeys() {
    const off = load("pledger:keys") === "off";
    const toggle = el("input", { type: "checkbox", id: "keys-on", checked: !off, on: { change: (e) => pledger.save("pledger:keys", e.target.checked ? "on" : "off") } });
    ask("Keys", el("div", {}, el("dl", { class: "keys" }, ...Object.entries(KEYS).map(([key, [what]]) => el("div", {}, el("dt", {}, el("kbd", {}, key.toUpperCase())), el("dd", {}, what)))), el("p", {}, el("label", { for: "keys-on" }, toggle, " single keys are on"))), () => true, null);
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (moving) return moveSpan(event);
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    if (event.key === "Escape") return choose(null);
    const entry = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!entry || (load("pledger:keys") === "off" && event.key !== "?")) return;
    event.preventDefault();
    entry[1]();
  });

  /* ---- what is shown ------------------------------------------------------------------------------------------ */

  function setKind(letter, on) {
    shown[on ? "add" : "delete"](letter);
    body.classList.toggle(`show-${letter}`, on);
    byId("pages")?.classList.toggle(`show-${letter}`, on);
    const box = document.querySelector(`input[data-kind="${letter}"]`);
    if (box) box.checked = on;
  }
  for (const box of document.querySelectorAll("input[data-kind]")) {
    setKind(box.dataset.kind, box.checked);
    box.addEventListener("change", () => { setKind(box.dataset.kind, box.checked); drawCards(); });
  }

  function goToHash() {
    const id = decodeURIComponent(location.hash.slice(1)).replace(/^:~:.*/, "");
    const row = rows.find((r) => r.id === id);
    if (row) choose(row);
  }

  byId("help").addEventListener("click", showKeys);
  byId("print").addEventListener("click", () => print());
  controls(() => { judged = verdicts(sha); drawCards(); });
  if (new URLSearchParams(location.search).has("rejected")) setKind("r", true);
  judged = verdicts(sha);
  drawPages();
  drawCards();
  goToHash();
  addEventListener("hashchange", goToHash);
  addEventListener("resize", arrange);
  document.fonts?.ready.then(arrange);
})();
