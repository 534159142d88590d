"use strict";
/* The index: tens of thousands of rows, filtered and drawn a page at a time. */

(() => {
  const { byId, compare, controls, due, el, note, read, said, save, verdicts, words } = pledger;
  const PAGE = 50;
  const data = read("data");
  const rows = data.rows;
  const total = rows.doc.length;
  const [ID, PATH, TITLE, PUBLISHER, DATE, INSTRUMENT, , SHA, SENTENCES, REJECTED, NEVER] = [...Array(11).keys()];
  const docs = data.documents;
  const years = docs.map((d) => (d[DATE] || "").slice(0, 4) || "no date");
  const mine = new Map(); // row -> verdict of this reviewer
  const blocks = [...document.querySelectorAll("script.texts")];
  const BLOCK = 1000;
  const parsed = [];
  let haystack = null;

  /** Excerpt of a row; its block is read when the first of its rows is shown. */
  function excerpt(i) {
    const block = Math.floor(i / BLOCK);
    parsed[block] ??= JSON.parse(blocks[block].textContent);
    return parsed[block][i % BLOCK];
  }

  const several = (name, i) => rows[name].slice(rows[`${name}_at`][i], rows[`${name}_at`][i + 1]);

  /** Words to search, made when the first search is typed. */
  function hay(i) {
    haystack ??= Array.from(rows.doc, (at, n) => {
      const d = docs[at];
      const who = several("who", n).map((w) => data.lists.who[w]).join(" ");
      return `${excerpt(n)} ${who} ${d[TITLE] || ""} ${d[PATH]} ${rowId(n)}`.toLowerCase();
    });
    return haystack[i];
  }

  /* A facet has, for each row, the number of its value (-1 for none); one with several values a
     row has them end to end, and where each row's begin. */

  const BANDS = ["90 to 100", "80 to 89", "70 to 79", "50 to 69", "under 50"];
  const band = (c) => (c >= 90 ? 0 : c >= 80 ? 1 : c >= 70 ? 2 : c >= 50 ? 3 : 4);
  const areaName = (code) => (data.areas[code] ? `${code} ${data.areas[code]}` : code);
  const coded = (code) => Int32Array.from({ length: total }, (_, i) => code(i));
  const listed = (name) => ({ values: data.lists[name], codes: Int32Array.from(rows[name]) });
  const manifold = (name) => ({ values: data.lists[name], codes: Int32Array.from(rows[name]), at: Int32Array.from(rows[`${name}_at`]) });

  function ofDocument(value) {
    const values = [...new Set(docs.map(value))].filter((v) => v !== null && v !== undefined);
    const numbers = new Map(values.map((v, n) => [v, n]));
    const codes = docs.map((d, n) => numbers.get(value(d, n)) ?? -1);
    return { values, codes: coded((i) => codes[rows.doc[i]]) };
  }

  const VERDICTS = ["unreviewed", "right", "wrong", "wrong_field", "wrong_span", "conflict"];
  const imported = data.lists.verdict.map((v) => VERDICTS.indexOf(v));
  const verdictCode = (i) => mine.get(i) ?? (rows.verdict[i] < 0 ? 0 : imported[rows.verdict[i]]);
  const verdictOf = (i) => VERDICTS[verdictCode(i)];

  const FACETS = [
    { name: "table", title: "Kind of row", values: data.tables, codes: Int32Array.from(rows.table), open: true },
    { name: "verdict", title: "Verdict", values: VERDICTS, codes: new Int32Array(total), order: VERDICTS, open: true },
    { name: "sample", title: "Sample", values: data.sample ? ["drawn"] : [], codes: coded((i) => rows.sample[i] - 1), open: true },
    { name: "strength", title: "Strength", ...listed("strength"), open: true },
    { name: "area", title: "Technology area", ...manifold("area"), label: areaName, open: true },
    { name: "actor", title: "Actor", ...manifold("who"), open: true },
    { name: "status", title: "Status", ...listed("status"), open: true },
    { name: "year", title: "Year", ...ofDocument((d, n) => years[n]), sorted: true, open: true },
    { name: "confidence", title: "Confidence", values: BANDS, codes: coded((i) => band(rows.confidence[i])), order: BANDS, open: true },
    { name: "rule", title: "Rule", ...listed("rule"), open: false },
    { name: "kind", title: "Kind of quote", ...listed("kind"), open: false },
    { name: "instrument", title: "Kind of text", ...ofDocument((d) => d[INSTRUMENT]), open: false },
    { name: "publisher", title: "Publisher", ...ofDocument((d) => d[PUBLISHER]), open: false },
  ];

  const amount = (i) => (rows.sum[i] ? Number(String(rows.sum[i]).split(" ").pop()) : -1);
  // rows come in order of the articles' ids, and of the place in each
  const byPath = [...docs.keys()].sort((a, b) => compare(docs[a][PATH], docs[b][PATH]));
  const turn = new Uint32Array(docs.length);
  byPath.forEach((d, at) => { turn[d] = at; });
  const SORTS = {
    place: ["Article and place", (a, b) => turn[rows.doc[a]] - turn[rows.doc[b]] || a - b],
    unsure: ["Least confident first", (a, b) => rows.confidence[a] - rows.confidence[b] || a - b],
    sure: ["Most confident first", (a, b) => rows.confidence[b] - rows.confidence[a] || a - b],
    newest: ["Newest article first", (a, b) => compare(docs[rows.doc[b]][DATE], docs[rows.doc[a]][DATE]) || a - b],
    oldest: ["Oldest article first", (a, b) => compare(docs[rows.doc[a]][DATE] || "9", docs[rows.doc[b]][DATE] || "9") || a - b],
    money: ["Largest sum first", (a, b) => amount(b) - amount(a) || a - b],
    deadline: ["Nearest deadline first", (a, b) => compare(rows.deadline[a] || "~", rows.deadline[b] || "~") || a - b],
    rule: ["Rule", (a, b) => compare(data.lists.rule[rows.rule[a]], data.lists.rule[rows.rule[b]]) || a - b],
  };
  const orders = new Map();

  /** All rows in the chosen order; sorted once, filtered ever after. */
  function ordered() {
    if (!orders.has(sort)) {
      const order = Uint32Array.from({ length: total }, (_, i) => i);
      orders.set(sort, order.sort(SORTS[sort][1]));
    }
    return orders.get(sort);
  }

  let chosen = {};
  let query = "";
  let sort = "place";
  let view = "rows";
  let page = 0;
  let found = [];

  function loadVerdicts() {
    mine.clear();
    const judged = new Set(pledger.everything().map((r) => r.text_sha256));
    const byDocument = new Map();
    docs.forEach((d, n) => judged.has(d[SHA]) && byDocument.set(n, verdicts(d[SHA])));
    const { codes } = FACETS.find((f) => f.name === "verdict");
    for (let i = 0; i < total; i += 1) {
      const record = byDocument.get(rows.doc[i])?.[`${data.tables[rows.table[i]]}:${rows.start[i]}:${rows.end[i]}`];
      if (record) mine.set(i, VERDICTS.indexOf(record.verdict));
      codes[i] = verdictCode(i);
    }
  }

  /* ---- filtering -------------------------------------------------------------------- */

  function filter() {
    const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
    for (const f of FACETS) {
      f.counts = new Uint32Array(f.values.length);
      f.wanted = null;
      if (!chosen[f.name]?.size) continue;
      f.wanted = new Uint8Array(f.values.length);
      for (const value of chosen[f.name]) if (f.values.includes(value)) f.wanted[f.values.indexOf(value)] = 1;
    }
    const active = FACETS.filter((f) => f.wanted);
    found = [];
    const order = ordered();
    // what each row lacks: -1 nothing, -2 more than one choice, else the number of the facet
    const lacks = new Int32Array(total).fill(-1);
    active.forEach((f, n) => lack(f, n, lacks));
    if (terms.length) for (let i = 0; i < total; i += 1) if (lacks[i] !== -2 && !terms.every((t) => hay(i).includes(t))) lacks[i] = -2;
    for (let n = 0; n < total; n += 1) if (lacks[order[n]] === -1) found.push(order[n]);
    for (const f of FACETS) count(f, active.indexOf(f), lacks);
  }

  function lack(facet, number, lacks) {
    const { codes, at, wanted } = facet;
    for (let i = 0; i < total; i += 1) {
      let has = false;
      if (at) for (let n = at[i]; n < at[i + 1]; n += 1) has ||= wanted[codes[n]] === 1;
      else has = codes[i] >= 0 && wanted[codes[i]] === 1;
      if (!has) lacks[i] = lacks[i] === -1 ? number : -2;
    }
  }

  /** A facet counts what would be found if only its own choice were lifted. */
  function count(facet, number, lacks) {
    const { codes, at, counts } = facet;
    for (let i = 0; i < total; i += 1) {
      if (lacks[i] !== -1 && (lacks[i] !== number || number < 0)) continue;
      if (at) for (let n = at[i]; n < at[i + 1]; n += 1) counts[codes[n]] += 1;
      else if (codes[i] >= 0) counts[codes[i]] += 1;
    }
  }

  function refresh({ keepPage = false } = {}) {
    filter();
    if (!keepPage) page = 0;
    facets.draw(chosen);
    draw();
    remember();
  }

  const facets = pledger.facets(byId("facets"), FACETS, (name, value, on) => {
    const picked = (chosen[name] = chosen[name] || new Set());
    if (on) picked.add(value);
    else picked.delete(value);
    refresh();
  });

  /* ---- results ------------------------------------------------------------------------ */

  const link = (i) => `documents/${docs[rows.doc[i]][ID]}.html#${rowId(i)}`;
  // an id is written out only where it is not made of document, table and offsets
  const rowId = (i) => rows.id[i] || `${docs[rows.doc[i]][ID]}-${data.letters[rows.table[i]]}-${rows.start[i]}-${rows.end[i]}`;
  const n = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

  const TABLES = {
    rows: { head: ["Row", "Who", "What", "When, how much", "Confidence", "Article", "Verdict"], list: () => found, draw: drawRow },
    grouped: { head: ["Row", "Who", "What", "When, how much", "Confidence", "Verdict"], list: () => found, draw: drawRow },
    documents: { head: ["Article", "Published", "Kind", "Rows found", "Turned down", "Never a candidate"], list: documentList, draw: drawDocument },
    failures: { head: ["File", "Stage", "Why", "What happened"], list: () => data.failures, draw: drawFailure },
    reasons: { head: ["Gate", "Sentences", "Articles"], list: () => data.reasons, draw: drawReason },
  };

  function documentList() {
    const counts = new Map();
    for (const i of found) counts.set(rows.doc[i], (counts.get(rows.doc[i]) || 0) + 1);
    const filtered = query || Object.values(chosen).some((s) => s.size);
    const all = byPath.filter((d) => !filtered || counts.has(d));
    return all.map((d) => [d, counts.get(d) || 0]);
  }

  function draw() {
    // in the order of the articles each is named once, above its rows
    const grouped = view === "rows" && sort === "place";
    const table = TABLES[grouped ? "grouped" : view];
    const list = table.list();
    const pages = Math.max(1, Math.ceil(list.length / PAGE));
    page = Math.min(page, pages - 1);
    const part = list.slice(page * PAGE, (page + 1) * PAGE);
    byId("count").replaceChildren(...counted(list));
    byId("page").textContent = pages > 1 ? `${page + 1} of ${pages.toLocaleString("en")}` : "";
    byId("before").hidden = byId("after").hidden = pages < 2;
    byId("before").disabled = page === 0;
    byId("after").disabled = page >= pages - 1;
    byId("queue").hidden = byId("sorting").hidden = view !== "rows";
    byId("queue").disabled = !found.length;
    byId("results").replaceChildren(part.length
      ? el("table", { class: `list ${view}${grouped ? " grouped" : ""}` },
          el("thead", {}, el("tr", {}, ...table.head.map((h) => el("th", { scope: "col" }, h)))),
          el("tbody", {}, ...part.flatMap((row, at) => (grouped && (!at || rows.doc[row] !== rows.doc[part[at - 1]]) ? [drawGroup(docs[rows.doc[row]]), table.draw(row)] : [table.draw(row)]))))
      : el("p", { class: "empty" }, { failures: "Every input became a document.", reasons: "No candidate was turned down." }[view] || "Nothing matches. Clear a filter to see more."));
  }

  function counted(list) {
    if (view !== "rows") return [n(list.length, { documents: "article", failures: "failure", reasons: "gate" }[view])];
    const judged = found.reduce((sum, i) => sum + (verdictCode(i) > 0), 0);
    return [el("strong", {}, n(found.length, "row")), total === found.length ? "" : ` of ${total.toLocaleString("en")}`, judged ? ` · ${judged.toLocaleString("en")} reviewed` : ""];
  }

  function drawGroup(d) {
    return el("tr", { class: "group" }, el("th", { scope: "rowgroup", colspan: 6 },
      el("a", { href: `documents/${d[ID]}.html` }, said(d[TITLE] || d[PATH])), el("span", { class: "source" }, said([d[PUBLISHER], d[DATE] || "no date"].filter(Boolean).join(", ")))));
  }

  function drawRow(i) {
    const d = docs[rows.doc[i]];
    const commitment = rows.table[i] === 0;
    const value = (list) => (rows[list][i] < 0 ? null : data.lists[list][rows[list][i]]);
    const who = several("who", i).map((w) => data.lists.who[w]);
    const verdict = verdictOf(i);
    return el("tr", { class: commitment ? "c" : "q" },
      el("td", { class: "words" }, el("a", { href: link(i) }, el("span", { class: "sr" }, commitment ? "Commitment: " : "Quote: "), said(excerpt(i)))),
      el("td", { class: "who" }, who.length ? said(who.slice(0, 4).join("; ") + (who.length > 4 ? ` and ${who.length - 4} more` : "")) : el("span", { class: "none" }, "unknown")),
      el("td", {}, el("span", { class: `tag ${value("strength") || ""}` }, value("strength") || words(value("kind") || "")),
        value("action") ? el("span", { class: "action" }, said(value("action"))) : null,
        el("span", { class: "areas" }, ...several("area", i).map((a) => el("abbr", { title: areaName(data.lists.area[a]) }, data.lists.area[a])))),
      el("td", { class: "when" }, rows.deadline[i] ? el("span", {}, due(rows.deadline[i])) : null, rows.sum[i] ? el("span", { class: "sum" }, grouped(rows.sum[i])) : null),
      el("td", { class: "sure", title: `rule ${value("rule")}` }, `${rows.confidence[i]}%`),
      sort === "place" ? null : el("td", { class: "article" }, said(d[TITLE] || d[PATH]), el("span", { class: "date" }, d[DATE] || "no date")),
      el("td", { class: "verdict" }, verdict === "unreviewed" ? null : el("span", { class: `mark ${verdict}` }, words(verdict))));
  }

  const grouped = (sum) => String(sum).replace(/\d+(\.\d+)?$/, (v) => Number(v).toLocaleString("en"));

  function drawDocument([at, count]) {
    const d = docs[at];
    return el("tr", {},
      el("td", { class: "words" }, el("a", { href: `documents/${d[ID]}.html` }, said(d[TITLE] || d[PATH])), el("span", { class: "date" }, said(d[PATH]))),
      el("td", {}, d[DATE] || "no date"), el("td", {}, words(d[INSTRUMENT])),
      el("td", { class: "num" }, count.toLocaleString("en")),
      el("td", { class: "num" }, `${d[REJECTED].toLocaleString("en")}`),
      el("td", { class: "num" }, `${d[NEVER].toLocaleString("en")} of ${d[SENTENCES].toLocaleString("en")}`));
  }

  function drawFailure([path, stage, kind, message]) {
    return el("tr", {}, el("td", { class: "words" }, said(path)), el("td", {}, stage), el("td", {}, el("span", { class: "tag" }, words(kind))), el("td", {}, said(message)));
  }

  function drawReason([name, sentences, where]) {
    const article = (at) => el("a", { href: `documents/${docs[at][ID]}.html?rejected` }, said(docs[at][TITLE] || docs[at][PATH]));
    const rest = where.slice(5);
    const more = (event) => event.target.replaceWith(...rest.map(article));
    return el("tr", {}, el("td", { class: "words" }, said(words(name))), el("td", { class: "num" }, sentences.toLocaleString("en")),
      el("td", { class: "links" }, ...where.slice(0, 5).map(article), rest.length ? el("button", { type: "button", on: { click: more } }, `and ${rest.length.toLocaleString("en")} more`) : null));
  }

  /* ---- state, controls ------------------------------------------------------------------ */

  function remember() {
    const state = new URLSearchParams();
    if (query) state.set("q", query);
    if (view !== "rows") state.set("view", view);
    if (sort !== "place") state.set("sort", sort);
    for (const [name, picked] of Object.entries(chosen)) for (const value of picked) state.append(name, value);
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname);
  }

  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    chosen = {};
    for (const facet of FACETS) if (state.has(facet.name)) chosen[facet.name] = new Set(state.getAll(facet.name));
    query = state.get("q") || "";
    view = state.get("view") !== "grouped" && TABLES[state.get("view")] ? state.get("view") : "rows";
    sort = SORTS[state.get("sort")] ? state.get("sort") : "place";
    byId("q").value = query;
    byId("sort").value = sort;
    showTab();
  }

  function showTab() {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const on = tab.id === `tab-${view}`;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) byId("results").setAttribute("aria-labelledby", tab.id);
    }
  }

  function review() {
    const list = found.slice(0, 5000).map((i) => [docs[rows.doc[i]][ID], rowId(i)]);
    save("pledger:queue", JSON.stringify(list));
    const first = found.find((i) => verdictOf(i) === "unreviewed") ?? found[0];
    location.href = link(first);
  }

  byId("sort").append(...Object.entries(SORTS).map(([value, [title]]) => el("option", { value }, title)));
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((tab, at) => {
    const pick = () => { view = tab.id.slice(4); page = 0; showTab(); draw(); remember(); };
    tab.addEventListener("click", pick);
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(at + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
  });
  let typing = 0;
  byId("q").addEventListener("input", (event) => {
    query = event.target.value;
    clearTimeout(typing);
    typing = setTimeout(refresh, 80);
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => {
    chosen = {};
    query = "";
    facets.clear();
    setTimeout(refresh);
  });
  byId("sort").addEventListener("change", (event) => { sort = event.target.value; refresh(); });
  byId("queue").addEventListener("click", review);
  byId("before").addEventListener("click", () => { page -= 1; draw(); scrollTo(0, 0); });
  byId("after").addEventListener("click", () => { page += 1; draw(); scrollTo(0, 0); });
  addEventListener("hashchange", () => { recall(); refresh(); });
  addEventListener("pageshow", (event) => { if (event.persisted) { loadVerdicts(); refresh({ keepPage: true }); } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    byId("q").focus();
  });
  controls(() => { loadVerdicts(); refresh({ keepPage: true }); });

  byId("totals").replaceChildren(
    el("span", {}, n(docs.length, "article")), el("span", {}, n(rows.table.filter((t) => t === 0).length, "commitment")),
    el("span", {}, n(rows.table.filter((t) => t === 1).length, "quote")), el("span", {}, n(data.failures.length, "failure")),
    data.sample ? el("span", {}, `sample of ${data.sample.n} by ${data.sample.by}`) : "");
  if (!data.failures.length) byId("tab-failures").append(el("span", { class: "n" }, "0"));
  else byId("tab-failures").append(el("span", { class: "n bad" }, String(data.failures.length)));
  loadVerdicts();
  recall();
  refresh();
  if (!pledger.lasting()) note("This browser keeps nothing for pages on disk: export before you leave a page.", true);
})();
