"use strict";
/* The questions that a document page asks. Each hands its answer to `done`. */

pledger.dialogs = (specs) => {
  const { el, load, note, said, save, words } = pledger;

  function ask(title, content, answer, label = "Save") {
    const box = el("dialog", { "aria-labelledby": "ask-title" });
    const form = el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), content,
      el("div", { class: "buttons" }, el("button", { type: "button", on: { click: () => box.close() } }, "Cancel ", el("kbd", {}, "Esc")), label ? el("button", { type: "submit", class: "primary" }, label, " ", el("kbd", {}, "↵")) : null));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (answer() !== false) box.close();
    });
    box.append(form);
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
    return box;
  }

  const HINTS = { committers: "several with ;", counterparts: "several with ;", areas: "several with ;", amounts: "EUR 5000000; USD 10..20", dates: "2027-06 deadline" };

  function fieldInputs(table, values) {
    const inputs = new Map();
    const made = (specs[table] || []).map(([name, codes]) => {
      const input = codes.length
        ? el("select", { id: `in-${name}` }, el("option", { value: "" }, "not given"), ...codes.map((c) => el("option", { value: c }, words(c))))
        : el("input", { type: "text", id: `in-${name}`, autocomplete: "off", placeholder: HINTS[name] || "" });
      inputs.set(name, input);
      return { name, input, value: values[name] ?? null };
    });
    return { inputs, made };
  }

  /** Which fields of a row are wrong. `done` gets the names with the right values, or null. */
  function askField(row, before, text, done) {
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
    const table = el("table", { class: "fields" }, el("thead", {}, el("tr", {}, ...["Field", "It says", "It should say, if you know"].map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, ...lines));
    const box = ask("Which field is wrong?", el("div", {}, el("blockquote", {}, said(text)), table), () => {
      const fields = {};
      for (const [name, [check, input]] of checks) if (check.checked) fields[name] = input.value.trim() || null;
      if (!Object.keys(fields).length) return note("Choose at least one field.", true) || false;
      done(fields);
    });
    box.addEventListener("keydown", (event) => {
      if (event.target.matches("input[type=text], select") || !/^[1-9]$/.test(event.key)) return;
      const [check] = [...checks.values()][Number(event.key) - 1] || [];
      if (!check) return;
      event.preventDefault();
      check.click();
    });
  }

  /** A note. `done` gets its words, or null. */
  function askNote(before, done) {
    const area = el("textarea", { id: "remark", rows: 4, maxlength: 2000 });
    area.value = before || "";
    ask("Note", el("div", {}, el("label", { class: "sr", for: "remark" }, "Note"), area), () => {
      done(area.value.trim() || null);
    });
  }

  /** What kind of row was missed, and its fields. `done` gets the table and the values. */
  function askMissed(names, text, done) {
    const holder = el("div", { class: "pairs" });
    let inputs = new Map();
    const kind = el("select", { id: "in-table" }, ...Object.keys(specs).map((t) => el("option", { value: t }, names[t])));
    const fill = () => {
      const set = fieldInputs(kind.value, {});
      inputs = set.inputs;
      holder.replaceChildren(...set.made.map(({ name, input }) => el("div", {}, el("label", { for: `in-${name}` }, words(name)), input)));
    };
    kind.addEventListener("change", fill);
    fill();
    ask("What was missed?", el("div", {}, el("blockquote", {}, said(text)), el("div", { class: "pairs" }, el("div", {}, el("label", { for: "in-table" }, "kind of row"), kind)), holder), () => {
      const fields = {};
      for (const [name, input] of inputs) if (input.value.trim()) fields[name] = input.value.trim();
      done(kind.value, fields);
    });
  }

  /** The keys, and the switch that turns them off. */
  function showKeys(keys) {
    const off = load("pledger:keys") === "off";
    const toggle = el("input", { type: "checkbox", id: "keys-on", checked: !off, on: { change: (e) => save("pledger:keys", e.target.checked ? "on" : "off") } });
    ask("Keys", el("div", {}, el("dl", { class: "keys" }, ...Object.entries(keys).map(([key, [what]]) => el("div", {}, el("dt", {}, el("kbd", {}, key.toUpperCase())), el("dd", {}, what)))), el("p", {}, el("label", { for: "keys-on" }, toggle, " single keys are on"))), () => true, null);
  }

  return { askField, askNote, askMissed, showKeys };
};
