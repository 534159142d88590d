"use strict";
/* What both kinds of page share: making elements, showing characters, keeping verdicts.

   Everything that comes from the tables or from a file is put into the page as text nodes; the
   page's policy forbids any other way. Verdicts stay in this browser until they are exported. */

const pledger = (() => {
  const FORMAT = "pledger-verdict-1";
  const VERDICTS = ["right", "wrong", "wrong_field", "wrong_span", "missed"];
  const KEPT = "pledger:verdicts:";
  const REVIEWER = "pledger:reviewer";
  const HIDDEN =
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\u{e0000}-\u{e007f}]/u;

  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const compare = (a, b) => ((a || "") < (b || "") ? -1 : (a || "") > (b || "") ? 1 : 0);

  /** An element. Strings among the children are our own words; words of a text go in `said`. */
  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "on") {
        for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
      } else if (name === "class") made.className = value;
      else if (value === true) made.setAttribute(name, "");
      else made.setAttribute(name, value);
    }
    made.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
    return made;
  }

  /** Words of a text: isolated from what stands around them, hidden characters drawn. */
  function said(text, tag = "bdi") {
    const made = document.createElement(tag);
    if (tag !== "bdi") made.dir = "auto";
    for (const character of splitHidden(String(text))) {
      if (character.hidden) {
        const code = character.text.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
        made.append(el("span", { class: "hid", "data-label": `U+${code}` }));
      } else made.append(character.text);
    }
    return made;
  }

  function* splitHidden(text) {
    let plain = "";
    for (const character of text) {
      if (!HIDDEN.test(character)) {
        plain += character;
        continue;
      }
      if (plain) yield { text: plain, hidden: false };
      yield { text: character, hidden: true };
      plain = "";
    }
    if (plain) yield { text: plain, hidden: false };
  }

  /* ---- verdicts ---------------------------------------------------------------------- */

  const memory = new Map();
  let lasting = true;

  function load(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      lasting = false;
      return memory.get(key) ?? null;
    }
  }

  function save(key, value) {
    memory.set(key, value);
    try {
      localStorage.setItem(key, value);
    } catch {
      lasting = false;
      note("This browser keeps nothing for pages on disk: export before you leave the page.", true);
    }
  }

  const reviewer = () => load(REVIEWER) || "reviewer";
  const storeKey = (sha256, who = reviewer()) => `${KEPT}${sha256}:${who}`;
  const targetKey = (r) => `${r.table}:${r.start}:${r.end}`;

  /** Verdicts of the reviewer on one text, by `table:start:end`. */
  function verdicts(sha256, who = reviewer()) {
    try {
      return JSON.parse(load(storeKey(sha256, who)) || "{}");
    } catch {
      return {};
    }
  }

  function keep(record) {
    const all = verdicts(record.text_sha256, record.reviewer);
    all[targetKey(record)] = record;
    save(storeKey(record.text_sha256, record.reviewer), JSON.stringify(all));
  }

  function drop(sha256, key) {
    const all = verdicts(sha256);
    delete all[key];
    save(storeKey(sha256), JSON.stringify(all));
  }

  /** Every verdict of the reviewer in this browser, in order of text and offset. */
  function everything() {
    const ends = `:${reviewer()}`;
    let keys = [...memory.keys()];
    try {
      keys = Object.keys(localStorage);
    } catch {
      lasting = false;
    }
    const found = [];
    for (const key of keys.filter((k) => k.startsWith(KEPT) && k.endsWith(ends)).sort()) {
      const of = Object.values(JSON.parse(load(key) || "{}"));
      found.push(...of.filter((r) => r.reviewer === reviewer()));
    }
    return found.sort((a, b) =>
      a.text_sha256 === b.text_sha256 ? a.start - b.start : a.text_sha256 < b.text_sha256 ? -1 : 1);
  }

  function exportFile() {
    const records = everything();
    if (!records.length) return note("There is no verdict to export yet.");
    const lines = records.map((r) => JSON.stringify(r)).join("\n");
    const day = new Date().toISOString().slice(0, 10);
    const name = reviewer().replace(/[^\p{L}\p{N}]+/gu, "-") || "reviewer";
    const url = URL.createObjectURL(new Blob([`${lines}\n`], { type: "application/jsonl" }));
    el("a", { href: url, download: `verdicts-${name}-${day}.jsonl` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    note(`${records.length} ${records.length === 1 ? "verdict" : "verdicts"} exported.`);
  }

  /** Why a line of a file is no verdict; null when it is one. */
  function fault(r) {
    if (typeof r !== "object" || r === null) return "is no object";
    if (r.format !== FORMAT) return `format is not ${FORMAT}`;
    if (!VERDICTS.includes(r.verdict)) return "unknown verdict";
    if (!/^[0-9a-f]{64}$/.test(r.text_sha256)) return "text_sha256 is no SHA-256";
    if (!Number.isInteger(r.start) || !Number.isInteger(r.end) || r.start >= r.end) return "bad span";
    if (typeof r.reviewer !== "string" || !r.reviewer) return "names no reviewer";
    if (typeof r.table !== "string") return "names no table";
    return null;
  }

  function importText(text) {
    let kept = 0;
    const refused = [];
    const names = new Set();
    text.split("\n").forEach((line, index) => {
      if (!line.trim()) return;
      let record = null;
      let why = null;
      try {
        record = JSON.parse(line);
        why = fault(record);
      } catch {
        why = "is not JSON";
      }
      if (why) return refused.push(`line ${index + 1} ${why}`);
      keep(record);
      names.add(record.reviewer);
      kept += 1;
    });
    if (names.size === 1 && !load(REVIEWER)) save(REVIEWER, [...names][0]);
    note(`${kept} verdicts imported${names.size ? ` of ${[...names].join(", ")}` : ""}` +
      (refused.length ? `; refused: ${refused.slice(0, 3).join("; ")}` : "."), refused.length > 0);
    return kept;
  }

  let noteTimer = 0;
  function note(text, warn = false) {
    const box = byId("note");
    box.replaceChildren(said(text));
    box.className = warn ? "shown warn" : "shown";
    clearTimeout(noteTimer);
    noteTimer = setTimeout(() => (box.className = ""), warn ? 12000 : 4000);
  }

  /** Wire the controls that both pages have; `changed` draws the page again. */
  function controls(changed) {
    const name = byId("reviewer");
    name.value = load(REVIEWER) || "";
    name.addEventListener("change", () => {
      save(REVIEWER, name.value.trim());
      changed();
    });
    byId("export").addEventListener("click", exportFile);
    byId("import").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (!file) return;
      importText(await file.text());
      name.value = load(REVIEWER) || "";
      event.target.value = "";
      changed();
    });
    addEventListener("storage", changed);
  }

  const SEASONS = ["spring", "summer", "autumn", "winter"]; // 21 to 24 in EDTF
  const UNITS = { Y: "year", M: "month", W: "week", D: "day" };

  /** A deadline in words, from EDTF or an ISO 8601 duration. */
  function due(edtf) {
    const lasting = (duration) => [...duration.matchAll(/(\d+)([YMWD])/g)].map(([, n, unit]) => `${n} ${UNITS[unit]}${n === "1" ? "" : "s"}`).join(" ");
    if (edtf.startsWith("P")) return `within ${edtf.split("/").map(lasting).join(" to ")}`;
    if (edtf.startsWith("R/")) return `every ${lasting(edtf)}`;
    const day = (point) => point.replace(/^(\d{4})-2([1-4])$/, (_, year, n) => `${SEASONS[n - 1]} ${year}`).replace(/^(\d{3})X$/, "the $10s");
    return `by ${edtf.split("/").map(day).join(" to ")}`;
  }

  const words = (name) => name.replaceAll("_", " ");

  return {
    FORMAT, byId, compare, controls, drop, due, el, everything, keep, load, note, read, reviewer, said, save,
    targetKey, verdicts, words, lasting: () => lasting,
  };
})();
