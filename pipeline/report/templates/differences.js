"use strict";
/* Leaves the rows of one kind, table and rule. */

(() => {
  const controls = [...document.querySelectorAll("select[data-filter]")];
  const rows = [...document.querySelectorAll("li[data-kind]")];
  const count = document.getElementById("count");

  function filter() {
    let shown = 0;
    for (const row of rows) {
      row.hidden = controls.some((c) => c.value && row.dataset[c.dataset.filter] !== c.value);
      if (!row.hidden) shown += 1;
    }
    for (const part of document.querySelectorAll("section[data-document]")) part.hidden = !part.querySelector("li:not([hidden])");
    count.textContent = `${shown.toLocaleString("en")} rows`;
  }

  if (!count) return;
  for (const control of controls) control.addEventListener("change", filter);
  filter();
})();
