"use strict";
// Draws the changes that stand in #data; nothing is loaded, nothing is sent. Decisions live as long as the page.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const PAGE = 60, PRINTED = 480, ZWNJ = "\u200c";
const decided = new Map(); // "item:change" -> "accepted" or "rejected"
const hidden = new Set(); // codes that are switched off
let shown = [], drawn = 0, current = -1, chosen = null, printing = false;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Text in which half-spaces and other signs that do not show have a mark; the mark is no part of the text.
function visible(text) {
  const parts = [];
  let plain = "";
  for (const sign of text) {
    const mark = data.marks[sign];
    if (mark === undefined) { plain += sign; continue; }
    parts.push(plain + sign, element("span", { class: "zwnj", "aria-hidden": "true", title: mark[1] }, mark[0]));
    plain = "";
  }
  parts.push(plain);
  return parts;
}

// Each filter has its colour, in the chart, on its button and on its changes; more than there are begin again.
const COLOURS = 9;
function colour(n) { return `--c: var(--f${n % COLOURS})`; }

function bars(place, rows) {
  const most = Math.max(1, ...rows.map((row) => row[1]));
  for (const [name, number, title, style] of rows) {
    place.append(
      element("span", { class: "name", title: title || name }, name),
      element("span", { class: "bar", style: `width:${(100 * number) / most}%; ${style || ""}`, role: "img", "aria-label": `${number}` }),
      element("span", { class: "number" }, number.toLocaleString("en")),
    );
  }
}

function key(item, n) { return `${item.id}:${n}`; }
function codeOf(change) { return data.filters[change[0]].code; }
function wanted(change) { return !hidden.has(codeOf(change)); }

function matches(item) {
  const changes = item.c.filter(wanted);
  if (!changes.length) return false;
  const state = byId("state").value;
  if (state !== "all") {
    const states = item.c.map((_, n) => decided.get(key(item, n)) || "open");
    if (!states.includes(state)) return false;
  }
  const text = byId("find").value.trim();
  return !text || item.b.includes(text) || item.a.includes(text) || data.files[item.f].name.includes(text);
}

const sureness = (item) => Math.min(...item.c.filter(wanted).map((change) => (change[7] === null ? 1 : change[7])));
const ORDERS = {
  place: (x, y) => x.id - y.id,
  least: (x, y) => sureness(x) - sureness(y) || x.id - y.id,
  most: (x, y) => sureness(y) - sureness(x) || x.id - y.id,
  code: (x, y) => codeOf(x.c.find(wanted)).localeCompare(codeOf(y.c.find(wanted))) || x.id - y.id,
};

function refresh() {
  shown = data.items.filter(matches).sort(ORDERS[byId("sort").value]);
  drawn = 0;
  current = -1;
  byId("list").replaceChildren();
  count();
  draw();
}

function count() {
  const states = [...decided.values()];
  const said = ["accepted", "rejected"].map((state) => [states.filter((one) => one === state).length, state])
    .filter(([number]) => number).map(([number, state]) => ` · ${number} ${state}`).join("");
  const number = (value) => value.toLocaleString("en");
  const printed = printing && drawn < shown.length ? ` · the first ${number(drawn)} are printed` : "";
  byId("count").textContent = `${number(shown.length)} of ${number(data.items.length)} lines${said}${printed}`;
}

function draw() {
  const next = shown.slice(drawn, drawn + PAGE);
  byId("list").append(...next.map(article));
  drawn += next.length;
  byId("more").hidden = drawn >= shown.length;
}

function article(item) {
  const file = data.files[item.f].name;
  const codes = [...new Set(item.c.filter(wanted).map(codeOf))].join(" ");
  const field = item.d ? ` ${item.d}` : "";
  const where = item.r ? `${file}, record ${item.r}${field}, line ${item.l}` : `${file}:${item.l}`;
  const made = element("article", { "data-id": item.id, tabindex: "-1" },
    element("header", {}, element("span", { class: "where" }, where), element("span", {}, codes),
      item.m ? element("span", {}, `${item.m} more changes in this line`) : ""),
    element("div", { class: "sides" },
      element("p", { class: "before", lang: "fa" }, element("span", { class: "label" }, "before"), ...side(item, "b")),
      element("p", { class: "after", lang: "fa" }, element("span", { class: "label" }, "after"), ...after(item))));
  made.addEventListener("click", () => select(shown.indexOf(item), false));
  return made;
}

function after(item) {
  return item.a ? side(item, "a") : [element("span", { class: "nothing", lang: "en", dir: "ltr" }, "nothing: it stands elsewhere")];
}

function side(item, which) {
  const signs = [...item[which]], parts = [];
  const [from, to] = which === "b" ? [1, 2] : [3, 4];
  const spans = [];
  item.c.forEach((change, n) => {
    if (!wanted(change)) return;
    let [start, end] = [change[from], change[to]];
    // Where nothing stands, the letters on both sides are marked: a gap between them would show what is not there.
    if (start === end) { start = Math.max(0, start - 1); end = Math.min(signs.length, end + 1); }
    spans.push([start, end, n]);
  });
  spans.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  let place = 0;
  for (const [start, end, n] of spans) {
    if (start < place && end <= place) continue; // two filters changed the same place: one mark is enough
    const first = Math.max(start, place);
    parts.push(...visible(signs.slice(place, first).join("")));
    const inside = signs.slice(first, end).join("");
    parts.push(element("span", {
      class: `change ${decided.get(key(item, n)) || ""}`, role: "button", "data-n": n, style: colour(item.c[n][0]),
      title: `${codeOf(item.c[n])} ${data.filters[item.c[n][0]].name}`,
      onclick: (event) => { event.stopPropagation(); select(shown.indexOf(item), false); reason(item, n); },
    }, ...visible(inside)));
    place = Math.max(end, place);
  }
  parts.push(...visible(signs.slice(place).join("")));
  return parts;
}

function reason(item, n) {
  const card = document.querySelector(`article[data-id="${item.id}"]`);
  if (!card) return;
  for (const old of document.querySelectorAll(".reason")) old.remove();
  for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
  for (const span of card.querySelectorAll(`[data-n="${n}"]`)) span.classList.add("chosen");
  const change = item.c[n], filter = data.filters[change[0]];
  const sure = change[7] === null ? "by rule" : `confidence ${Math.round(100 * change[7])} %`;
  card.append(element("div", { class: "reason" },
    element("p", {}, element("b", {}, `${filter.code} ${filter.name}`), `: ${filter.why} (${sure})`),
    element("p", {}, element("bdi", { class: "words", lang: "fa" }, ...visible(change[5] || "∅")), " → ",
      element("bdi", { class: "words", lang: "fa" }, ...visible(change[6] || "∅"))),
    change[8] ? element("p", { dir: "ltr" }, ...visible(change[8])) : "",
    element("p", {}, `to switch it off: --skip ${filter.name}; more: persclean filters ${filter.name}`),
    element("p", { class: "keep" }, ...(change[9].length
      ? ["if you reject it, never touched again: ", element("bdi", { class: "words", lang: "fa" }, ...visible(change[9].join("، ")))]
      : [`if you reject it: no exceptions file prevents this one, only --skip ${filter.name}`])),
    element("div", { class: "do" },
      element("button", { type: "button", onclick: () => decide("accepted") }, "Accept (a)"),
      element("button", { type: "button", onclick: () => decide("rejected") }, "Reject (r)"))));
  chosen = [item, n];
}

function decide(state) {
  if (!chosen) return;
  const [item, n] = chosen;
  if (state) decided.set(key(item, n), state); else decided.delete(key(item, n));
  for (const span of document.querySelectorAll(`article[data-id="${item.id}"] [data-n="${n}"]`)) {
    span.classList.remove("accepted", "rejected");
    if (state) span.classList.add(state);
  }
  count();
}

function select(n, scroll = true) {
  if (n < 0 || n >= shown.length) return;
  while (n >= drawn) draw();
  for (const old of document.querySelectorAll("article.current")) old.classList.remove("current");
  current = n;
  const card = document.querySelector(`article[data-id="${shown[n].id}"]`);
  card.classList.add("current");
  if (scroll) card.scrollIntoView({ block: "center" });
  if (!chosen || chosen[0] !== shown[n]) chosen = [shown[n], shown[n].c.findIndex(wanted)];
}

// The next change of the current line that is shown, or the one before.
function step(by) {
  if (current < 0) { select(0); reason(...chosen); return; }
  const item = shown[current];
  const numbers = item.c.map((_, n) => n).filter((n) => wanted(item.c[n]));
  const next = numbers.indexOf(chosen[1]) + by;
  if (next >= 0 && next < numbers.length) reason(item, numbers[next]);
}

// The table of decisions is an exceptions file: the words of rejected changes are never touched again, all else is
// there as comments. See docs/settings.md for the file.
function table() {
  const kept = new Map(), rest = [];
  const one = (text) => (text || "").replace(/[\t\n\r]+/g, " ");
  for (const [place, state] of [...decided].sort()) {
    const [id, n] = place.split(":").map(Number);
    const item = data.items[id], change = item.c[n], filter = data.filters[change[0]];
    const note = [`${filter.code} ${filter.name}`, `${data.files[item.f].name}:${item.l}`, one(change[5]), one(change[6])];
    if (state === "rejected" && change[9].length) {
      for (const word of change[9]) if (!kept.has(word)) kept.set(word, `${word}\t\trejected: ${note.join(" · ")}`);
    } else {
      const why = state === "rejected" ? `rejected, but only --skip ${filter.name} prevents it` : "accepted";
      rest.push(`# ${[why, ...note].join("\t")}`);
    }
  }
  const head = ["# persclean review: words that are never touched; use with --exceptions", "# word\talways written so\tnote"];
  return [...head, ...[...kept.keys()].sort().map((word) => kept.get(word)), ...rest].map((line) => `${line}\n`).join("");
}

function download() {
  const link = element("a", { download: "persclean-exceptions.tsv", href: URL.createObjectURL(new Blob([table()], { type: "text/plain" })) });
  link.click();
  URL.revokeObjectURL(link.href);
}

function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

function toggleHelp() {
  byId("keys").hidden = !byId("keys").hidden;
  byId("help").setAttribute("aria-expanded", String(!byId("keys").hidden));
}

const KEYS = {
  j: () => select(current + 1), k: () => select(current - 1), a: () => decide("accepted"), r: () => decide("rejected"),
  u: () => decide(""), e: download, "?": toggleHelp, m: () => byId("marks").click(),
  "/": () => byId("find").focus(),
  Enter: () => { if (current >= 0) reason(...chosen); }, n: () => step(1), p: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, button") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});
byId("find").addEventListener("keydown", (event) => { if (event.key === "Escape") event.target.blur(); });
byId("tools").addEventListener("submit", (event) => event.preventDefault());
for (const id of ["find", "sort", "state"]) byId(id).addEventListener("input", refresh);
byId("marks").addEventListener("change", () => document.body.classList.toggle("bare", !byId("marks").checked));
byId("theme").addEventListener("click", toggleTheme);
byId("export").addEventListener("click", download);
byId("help").addEventListener("click", toggleHelp);
byId("more").addEventListener("click", draw);
addEventListener("beforeprint", () => {
  while (drawn < Math.min(shown.length, PRINTED)) draw();
  printing = true;
  count();
});
addEventListener("afterprint", () => { printing = false; count(); });

for (const [n, filter] of data.filters.entries()) {
  if (!data.totals[filter.code]) continue;
  const dot = element("span", { class: "dot", style: colour(n), "aria-hidden": "true" });
  const button = element("button", { type: "button", "aria-pressed": "true", title: filter.why }, dot, `${filter.code} ${filter.name}`);
  button.addEventListener("click", () => {
    const on = hidden.has(filter.code);
    if (on) hidden.delete(filter.code); else hidden.add(filter.code);
    button.setAttribute("aria-pressed", String(on));
    refresh();
  });
  byId("codes").append(button);
}
const order = new Map(data.filters.map((filter, n) => [filter.code, n]));
bars(byId("by-filter"), Object.entries(data.totals).map(([code, number]) => {
  const n = order.get(code), filter = data.filters[n];
  return [`${code} ${filter.name}`, number, filter.why, colour(n)];
}));
bars(byId("by-file"), data.charted.map((n) => [data.files[n].name, data.files[n].changes, data.files[n].name]));
byId("summary").textContent = data.summary;
refresh();
