"use strict";
/* Draws each chart when it comes near the screen; a mark leads to its rows in the audit pages. */

(() => {
  const NARROW = 560;
  const audited = document.body.dataset.audited === "yes";

  /** What a narrow screen has no room for. */
  function fit(layout, width) {
    if (width >= NARROW) return layout;
    const cut = (text) => (text.length > 44 ? `${text.slice(0, 43)}…` : text);
    layout.font.size = 11;
    for (const note of layout.annotations || []) note.text = cut(note.text);
    return layout;
  }

  function shorten(labels) {
    return labels.map((label) => (typeof label === "string" && label.length > 18 ? `${label.slice(0, 17)}…` : label));
  }

  function draw(box) {
    if (box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    const figure = JSON.parse(document.getElementById(`${box.id}-data`).textContent);
    const width = box.clientWidth;
    if (width < NARROW) {
      for (const trace of figure.data) {
        if (trace.orientation === "h" && new Set(shorten(trace.y)).size === new Set(trace.y).size) trace.y = shorten(trace.y);
      }
      delete figure.layout.yaxis?.categoryarray;
    }
    box.style.minHeight = "";
    Plotly.newPlot(box, figure.data, fit(figure.layout, width), { responsive: true, displayModeBar: false, doubleClick: false, scrollZoom: false });
    if (!audited) return;
    box.dataset.links = "";
    box.on("plotly_click", ({ points }) => {
      const target = points[0]?.customdata;
      if (target) location.href = `../audit/${target}`;
    });
  }

  const boxes = [...document.querySelectorAll(".chart")];
  for (const box of boxes) box.style.minHeight = `${box.dataset.height}px`;
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "400px" });
  for (const box of boxes) watcher.observe(box);
  addEventListener("beforeprint", () => boxes.forEach(draw));
})();
