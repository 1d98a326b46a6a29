"use strict";
(() => {
  // Everything from a corpus is put in as text (textContent), never as markup.
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const changes = read("changes");
  const review = read("review");
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const PAGE = 25;
  const KEYS = { a: "accept", r: "reject", w: "wrong_category" };
  let shown = [];
  let current = -1;
  let limit = PAGE;

  function element(name, kind, text) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function fill(id, values) {
    const select = document.getElementById(id);
    for (const value of [...new Set(values)].sort()) {
      const option = element("option", "", value);
      option.value = value;
      select.append(option);
    }
    select.addEventListener("change", filter);
    return select;
  }

  const category = fill("category", changes.flatMap((c) => Object.keys(c.categories)));
  const outcome = fill("outcome", changes.map((c) => c.outcome));
  const check = fill("check", changes.flatMap((c) => c.checks));
  const search = document.getElementById("search");
  search.addEventListener("input", filter);

  function holds(change, words) {
    if (!words) return true;
    const text = change.texts.flat().map((s) => s[1] + " " + s[2]).join(" ");
    return (change.id + " " + change.shard + " " + text).toLowerCase().includes(words);
  }

  function filter() {
    const words = search.value.trim().toLowerCase();
    shown = changes.filter((c) =>
      (!category.value || category.value in c.categories) &&
      (!outcome.value || c.outcome === outcome.value) &&
      (!check.value || c.checks.includes(check.value)) &&
      holds(c, words));
    current = -1;
    limit = PAGE;
    draw();
  }

  function draw() {
    list.replaceChildren(...shown.slice(0, limit).map(card));
    count.textContent = `${shown.length} of ${changes.length}`;
    more.hidden = shown.length <= limit;
    mark();
  }

  function side(texts, before) {
    const made = element("div", "side");
    made.dir = "auto";
    texts.forEach((text, number) => {
      if (number) made.append(element("div", "gap", "\u2014"));
      for (const [kind, was, is, what] of text) {
        if (kind === "gap") {
          made.append(element("span", "gap", ` \u2026 ${is} characters \u2026 `));
        } else if (kind === "kept") {
          made.append(document.createTextNode(before ? was : is));
        } else {
          const changed = element(before ? "del" : "ins", "", before ? was : is);
          changed.title = what;
          made.append(changed);
        }
      }
    });
    return made;
  }

  function card(change) {
    const made = element("article", "change");
    made.dataset.key = change.key;
    const head = element("header");
    head.append(element("span", `tag ${change.outcome}`, change.outcome.replace("_", " ")));
    for (const [name, number] of Object.entries(change.categories)) {
      head.append(element("span", "tag", number > 1 ? `${name} \u00d7${number}` : name));
    }
    for (const reason of change.reasons) head.append(element("span", "tag", reason));
    head.append(element("span", "", change.id));
    if (change.attempts > 1) head.append(element("span", "", `${change.attempts} attempts`));
    if (change.model) head.append(element("span", "", change.model));
    made.append(head);
    if (change.texts.length) {
      const sides = element("div", "sides");
      const had = change.original ? side(change.texts, true) : element("div", "side gap",
        change.outcome === "refined" ? "the original is gone or changed" : "");
      sides.append(had, side(change.texts, false));
      made.append(sides);
    }
    if (review.token) made.append(verdicts(change));
    made.addEventListener("click", () => { current = shown.indexOf(change); mark(); });
    return made;
  }

  function mark() {
    [...list.children].forEach((node, number) => node.classList.toggle("current", number === current));
  }

  function go(to) {
    if (!shown.length) return;
    current = Math.max(0, Math.min(shown.length - 1, to));
    if (current >= limit) { limit = current + PAGE; draw(); }
    mark();
    list.children[current].scrollIntoView({ block: "nearest" });
  }

  more.addEventListener("click", () => { limit += PAGE; draw(); });

  function verdicts(change) {
    const made = element("div", "verdicts");
    for (const [key, name] of Object.entries(KEYS)) {
      const button = element("button", review.verdicts[change.key] === name ? "chosen" : "",
        `${name.replace("_", " ")} (${key})`);
      button.addEventListener("click", (event) => { event.stopPropagation(); say(change, name); });
      made.append(button);
    }
    return made;
  }

  async function say(change, verdict) {
    const before = review.verdicts[change.key];
    const now = before === verdict ? "" : verdict;
    try {
      const answer = await fetch("verdict", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Review-Token": review.token },
        body: JSON.stringify({ key: change.key, verdict: now }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      if (now) review.verdicts[change.key] = now; else delete review.verdicts[change.key];
      const card = list.querySelector(`[data-key="${CSS.escape(change.key)}"]`);
      if (card) card.querySelector(".verdicts").replaceWith(verdicts(change));
      said(`${Object.keys(review.verdicts).length} of ${changes.length} judged`);
    } catch (error) {
      said(`not saved (${error.message}); is gdr review still running?`);
    }
  }

  function said(text) { document.getElementById("said").textContent = text; }

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "ArrowDown") { event.preventDefault(); go(current + 1); }
    else if (event.key === "k" || event.key === "ArrowUp") { event.preventDefault(); go(current - 1); }
    else if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (review.token && KEYS[event.key] && shown[current]) {
      say(shown[current], KEYS[event.key]).then(() => go(current + 1));
    }
  });

  filter();
  if (review.token) said(`${Object.keys(review.verdicts).length} of ${changes.length} judged`);
})();
