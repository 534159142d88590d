"use strict";
/* What a card says of its row, in two lines, and where the words can be seen in the source. */

pledger.kinds = {
  LETTER: { commitments: "c", quotes: "q", actor_mentions: "o", amounts: "a", dates: "d", technology_mentions: "t", sentences: "r" },
  NAME: { commitments: "Commitment", quotes: "Quote", actor_mentions: "Actor", amounts: "Amount", dates: "Date", technology_mentions: "Technology", sentences: "Turned down" },
};

pledger.cards = (canonical, copy) => {
  const { due, el, said, words } = pledger;

  /** The words of a row, which a card needs on paper, where it does not stand beside them. */
  function printed(row) {
    const text = canonical(row.s, row.e);
    return el("span", { class: "printed" }, said(text.length > 400 ? `${text.slice(0, 400)}…` : text));
  }

  function headline(row) {
    const f = row.f;
    const line = (...parts) => el("span", { class: "line" }, ...parts.filter(Boolean));
    const name = (value, other) => (value ? el("strong", {}, said(value)) : el("span", { class: "none" }, other));
    if (row.missed) return [line(el("span", { class: "excerpt" }, said(row.missed.exact)))];
    if (row.t === "commitments") {
      return [
        printed(row),
        line(name(f.committers, "committer unknown"), f.counterparts ? el("span", {}, " with ", said(f.counterparts)) : null),
        line(el("span", { class: `tag ${f.strength}` }, f.strength), el("span", { class: "action" }, said(f.polarity === "negative" ? `not ${f.action}` : f.action)),
          f.amounts ? el("span", { class: "sum" }, said(readable(f.amounts))) : null, row.x.deadline_edtf ? el("span", { class: "due" }, due(row.x.deadline_edtf)) : null,
          f.areas ? el("span", { class: "areas" }, said(f.areas)) : null)];
    }
    if (row.t === "quotes") return [printed(row), line(name(f.speaker_name || f.speaker, "speaker unknown")), ...(f.speaker_role ? [line(el("span", {}, said(f.speaker_role)))] : []), line(el("span", { class: "tag" }, f.kind), f.cue ? el("span", { class: "action" }, said(f.cue)) : null)];
    if (row.t === "sentences") return [line("gate ", el("b", {}, said(words(row.r))))];
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

  const meter = (value) => el("span", { class: "confidence" }, el("meter", { min: 0, max: 1, value, "aria-label": "confidence" }), ` ${Math.round(100 * value)}%`);

  function links(row) {
    const found = [];
    if (row.l) found.push(el("a", { href: row.l, rel: "noopener noreferrer", target: "_blank" }, "these words as published"));
    if (copy && !row.missed) {
      const long = canonical(row.s, row.e).split(/\s+/).filter(Boolean);
      const encode = (list) => encodeURIComponent(list.join(" ")).replaceAll("-", "%2D");
      const fragment = long.length <= 10 ? encode(long) : `${encode(long.slice(0, 5))},${encode(long.slice(-5))}`;
      found.push(el("a", { class: "fragment", href: `${copy.getAttribute("href")}#:~:text=${fragment}`, rel: "noopener noreferrer", target: "_blank" }, "these words in the saved source"));
    }
    return found.length ? el("p", { class: "links" }, ...found) : null;
  }

  return { headline, meter, links };
};
