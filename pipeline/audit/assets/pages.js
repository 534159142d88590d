"use strict";
/* Images of the pages of a PDF, with a box over the words of each row. */

pledger.pages = (pane, sheets, rows, { choose, hover }) => {
  const { el } = pledger;
  const boxes = new Map(); // number of a row -> its boxes
  const onPage = new Map();
  for (const row of rows) for (const [page, ...edges] of row.b || []) onPage.set(page, [...(onPage.get(page) || []), [row, edges]]);
  for (const { page, file, width, height } of sheets) {
    const sheet = el("figure", { class: "sheet", id: `page-${page}` }, el("img", { src: file, alt: `Page ${page}`, loading: "lazy", decoding: "async", width: Math.round(width), height: Math.round(height) }), el("figcaption", {}, `Page ${page}`));
    for (const [row, [x0, top, x1, bottom]] of onPage.get(page) || []) {
      const box = el("div", { class: `box ${row.letter}`, on: { click: () => choose(row), mouseenter: () => hover(row, true), mouseleave: () => hover(row, false) } });
      Object.assign(box.style, { left: `${(100 * x0) / width}%`, top: `${(100 * top) / height}%`, width: `${(100 * (x1 - x0)) / width}%`, height: `${(100 * (bottom - top)) / height}%` });
      boxes.set(row.n, [...(boxes.get(row.n) || []), box]);
      sheet.append(box);
    }
    pane.append(sheet);
  }
  return boxes;
};
