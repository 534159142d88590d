"use strict";
/* The choices beside the index: the values of each facet and how many rows have them. */

/** Draws facets; each has a name, a title, values and the counts of these. */
pledger.facets = (place, all, toggle) => {
  const { byId, compare, el, said, words } = pledger;
  const SHORT = 8;
  const small = matchMedia("(max-width: 860px)").matches;
  let narrowed = {}; // facet -> what its values are searched for
  let chosen = {};

  function draw(picked) {
    chosen = picked;
    const focus = document.activeElement?.id;
    place.replaceChildren(...all.map(drawFacet).filter(Boolean));
    if (focus && byId(focus) && document.activeElement?.id !== focus) byId(focus).focus();
  }

  function drawFacet(facet) {
    const picked = chosen[facet.name] || new Set();
    let order = facet.values.map((value, n) => [value, facet.counts[n]]);
    if (!facet.values.length || (facet.values.length < 2 && !picked.size && facet.name !== "sample")) return null;
    if (facet.order) order.sort((a, b) => facet.order.indexOf(a[0]) - facet.order.indexOf(b[0]));
    else if (facet.sorted) order.sort((a, b) => compare(b[0], a[0]));
    else order.sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
    const long = order.length > SHORT;
    const typed = narrowed[facet.name] || "";
    if (typed) order = order.filter(([v]) => (facet.label?.(v) ?? v).toLowerCase().includes(typed.toLowerCase()));
    const shown = order.filter(([v, n], at) => picked.has(v) || (at < SHORT && (n > 0 || typed)));
    const list = el("ul", {}, ...shown.map(([value, count]) => {
      const id = `f-${facet.name}-${facet.values.indexOf(value)}`;
      return el("li", {}, el("label", { for: id },
        el("input", { type: "checkbox", id, checked: picked.has(value), on: { change: (e) => toggle(facet.name, value, e.target.checked) } }),
        el("span", { class: "value" }, said(words(facet.label ? facet.label(value) : value))),
        el("span", { class: "n" }, count.toLocaleString("en"))));
    }));
    const narrow = long ? el("input", {
      type: "search", id: `narrow-${facet.name}`, class: "narrow", placeholder: `find among ${facet.values.length.toLocaleString("en")}`,
      "aria-label": `Find a value of ${facet.title}`, autocomplete: "off", value: typed,
      on: { input: (e) => { narrowed[facet.name] = e.target.value; draw(chosen); } },
    }) : null;
    const box = el("details", { class: "facet", open: (facet.open && !small) || facet.opened || picked.size > 0, on: { toggle: (e) => { facet.opened = e.target.open; facet.open &&= e.target.open; } } },
      el("summary", {}, facet.title, picked.size ? el("span", { class: "picked" }, String(picked.size)) : null), narrow, list);
    return box;
  }

  /** Forget what values are searched for. */
  function clear() {
    narrowed = {};
  }

  return { draw, clear };
};
