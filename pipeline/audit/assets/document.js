"use strict";
/* One document: ties the text, the cards beside it and the page images together, and takes
   verdicts. Offsets are code points into the canonical text, which is the content of #text. */

(() => {
  const { FORMAT, byId, controls, drop, el, keep, load, note, read, reviewer, said, targetKey, verdicts, words } = pledger;
  const data = read("data");
  const { askField, askNote, askMissed, showKeys } = pledger.dialogs(read("specs"));
  const sha = data.document.sha256;
  const { LETTER, NAME } = pledger.kinds;
  const FACTS = ["commitments", "quotes"];
  const body = byId("text");
  const rows = data.rows.map((row, n) => ({ ...row, n, letter: LETTER[row.t], spans: row.spans || [[row.s, row.e]] }));
  const shown = new Set(["c", "q", "o", "a", "d", "t"]);
  let selected = null;
  let judged = {};

  const text = pledger.text(body);
  const { length, canonical, rangeOf, selection, startOf } = text;

  const { headline, meter, links } = pledger.cards(canonical, byId("copy"));

  /* ---- pieces of rows -------------------------------------------------------------------- */

  const pieces = rows.map(() => []);
  const related = rows.map(() => []);
  for (const element of body.querySelectorAll(".m[data-r]")) {
    const at = startOf(element) ?? 0;
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

  function others(row) {
    const said_ = data.verdicts.filter((v) => v.target_table === row.t && v.start === row.s && v.end === row.e && v.reviewer !== reviewer());
    if (!said_.length) return null;
    return el("ul", { class: "others" }, ...said_.map((v) => el("li", {}, said(v.reviewer), ": ", el("span", { class: `mark ${v.match === "same" ? v.verdict : "stale"}` }, words(v.verdict)), v.fields ? el("span", {}, " ", said(words(v.fields))) : null, v.match === "changed" ? " before its fields changed" : null, v.note ? el("q", {}, said(v.note)) : null)));
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

  const pane = byId("pages");
  const boxes = pane ? pledger.pages(pane, data.pages, rows, { choose, hover }) : new Map();

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

  /* ---- questions --------------------------------------------------------------------------------- */

  function startField(row) {
    const before = judged[keyOf(row)];
    askField(row, before, canonical(row.s, row.e), (fields) => decide(row, "wrong_field", { fields, span: before?.span ?? null }));
  }

  function startNote(row) {
    const before = judged[keyOf(row)];
    if (!before) return note("Give a verdict first; the note goes with it.", true);
    return askNote(before.note, (remark) => {
      keep({ ...before, note: remark });
      judged = verdicts(sha);
      drawCards();
    });
  }

  const spans = pledger.spans(text, (row, span) => {
    if (span[0] === row.s && span[1] === row.e) return note("The span is as it was; no verdict was made.", true);
    return decide(row, "wrong_span", { span, fields: judged[keyOf(row)]?.fields ?? null });
  });
  const startSpan = (row) => spans.start(row, judged[keyOf(row)]?.span || [row.s, row.e]);

  function startMissed(span = selection()) {
    if (!span) return note("Select the words that were missed, then press M.", true);
    return askMissed(NAME, canonical(...span), (table, fields) => {
      decide({ t: table, s: span[0], e: span[1], missed: true, f: null }, "missed", { fields, judged: null, rule: null });
      getSelection().removeAllRanges();
    });
  }

  /* ---- keys ------------------------------------------------------------------------------------------------ */

  const KEYS = {
    j: ["next row", () => step(1)], k: ["row before", () => step(-1)],
    r: ["right, and on to the next without a verdict", () => act((row) => decide(row, "right"))],
    w: ["wrong: this should be no row", () => act((row) => decide(row, "wrong"))],
    f: ["a field is wrong", () => act(startField)],
    s: ["the span is wrong: choose other words", () => act(startSpan)],
    m: ["missed: select words first, or choose a sentence that was turned down", () => startMissed(selection() || (selected?.t === "sentences" ? [selected.s, selected.e] : null))],
    n: ["write a note", () => act(startNote)], u: ["take the verdict back", () => selected && verdictOf(selected) && takeBack(selected)],
    x: ["next row without a verdict", () => step(1, (r) => !verdictOf(r))],
    "]": ["next in the queue", () => stepQueue(1)], "[": ["before in the queue", () => stepQueue(-1)],
    i: ["to the index", () => byId("home").click()], "?": ["these keys", () => showKeys(KEYS)],
  };

  function act(run) {
    if (!selected) return step(1);
    if (selected.missed || selected.t === "sentences") return note("A verdict goes to a row; take back a missed one with U.", true);
    return run(selected);
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (spans.active()) return spans.key(event);
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
    pane?.classList.toggle(`show-${letter}`, on);
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

  byId("help").addEventListener("click", () => showKeys(KEYS));
  byId("print").addEventListener("click", () => print());
  controls(() => { judged = verdicts(sha); drawCards(); });
  if (new URLSearchParams(location.search).has("rejected")) setKind("r", true);
  judged = verdicts(sha);
  byId("show-pages")?.addEventListener("change", (event) => {
    document.querySelector(".stage").classList.toggle("no-pages", !event.target.checked);
    arrange();
  });
  drawCards();
  goToHash();
  addEventListener("hashchange", goToHash);
  addEventListener("resize", arrange);
  document.fonts?.ready.then(arrange);
})();
