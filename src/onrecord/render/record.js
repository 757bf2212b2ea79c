"use strict";
// What links alone cannot do: show all of a statement at once, filter, and go by keys.
(() => {
  const article = document.getElementById("article");
  const panel = document.getElementById("statements");
  // Whoever places cards beside their words places them anew then.
  const rearranged = () => document.dispatchEvent(new Event("rearranged"));
  const cards = [...document.querySelectorAll(".card")];
  const cardOf = new Map([...cards, ...document.querySelectorAll(".entry")].map((card) => [card.id, card]));
  const runsOf = new Map();
  for (const run of article.querySelectorAll("[data-ids]")) {
    for (const token of run.dataset.ids.split(" ")) {
      if (!runsOf.has(token)) runsOf.set(token, []);
      runsOf.get(token).push(run);
    }
  }

  const painted = { chosen: [], near: [] };
  let chosen = null;

  function add(state, element, name) {
    element.classList.add(name);
    painted[state].push([element, name]);
  }

  function paint(state, id) {
    for (const [element, name] of painted[state]) element.classList.remove(name);
    painted[state] = [];
    const card = cardOf.get(id);
    if (!card) return;
    const runs = (token, part) => (runsOf.get(token) ?? []).forEach((run) => add(state, run, `${state}-${part}`));
    add(state, card, state);
    if (!card.matches(".card")) return runs(id, "mention");
    runs(card.dataset.speaker, "mention");
    runs(id, "words");
    runs(`${id}-speaker`, "speaker");
    runs(`${id}-cue`, "cue");
  }

  // Cards beside the article scroll in their own column, and leave the article where it is.
  function bring(element) {
    if (!element || element.getClientRects().length === 0) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    const box = element.getBoundingClientRect();
    if (panel.contains(element) && getComputedStyle(panel).overflowY === "auto") {
      const view = panel.getBoundingClientRect();
      const head = panel.firstElementChild.offsetHeight;
      const bottom = Math.min(view.bottom, innerHeight);
      if (box.top >= view.top + head && box.bottom <= bottom) return;
      panel.scrollBy({ top: box.top - view.top - head - 8, behavior: calm });
    } else if (box.top < 0 || box.bottom > innerHeight) {
      element.scrollIntoView({ block: "center", behavior: calm });
    }
  }

  function choose(id) {
    if (chosen) cardOf.get(chosen)?.removeAttribute("aria-current");
    chosen = cardOf.has(id) ? id : null;
    paint("chosen", chosen);
    if (chosen) cardOf.get(chosen).setAttribute("aria-current", "true");
    rearranged();
  }

  const idOf = (link) => decodeURIComponent(link.hash.slice(1));
  const recordOf = (id) => id.replace(/-words$/, "");

  function follow(id) {
    const place = document.getElementById(id);
    choose(recordOf(id));
    bring(place);
    (place?.closest("a, .card, .entry") ?? place)?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !cardOf.has(recordOf(idOf(link)))) return;
    event.preventDefault();
    history.pushState(null, "", link.hash);
    follow(idOf(link));
  });
  addEventListener("popstate", () => follow(idOf(location)));

  const isBeside = () => panel.getBoundingClientRect().left >= article.getBoundingClientRect().right;
  article.addEventListener("focusin", (event) => {
    const link = event.target.closest("a");
    if (!link || recordOf(idOf(link)) === chosen || !isBeside()) return;
    choose(idOf(link));
    if (panel.contains(cardOf.get(chosen))) bring(cardOf.get(chosen));
  });
  panel.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    if (!card || card.id === chosen) return;
    choose(card.id);
    if (isBeside()) bring(document.getElementById(`${card.id}-words`));
  });

  function hover(event) {
    const card = event.target.closest(".card");
    const link = event.target.closest("#article a");
    paint("near", card ? card.id : link ? idOf(link) : null);
  }
  article.addEventListener("mouseover", hover);
  panel.addEventListener("mouseover", hover);
  article.addEventListener("mouseleave", () => paint("near", null));
  panel.addEventListener("mouseleave", () => paint("near", null));

  const withKeys = document.getElementById("with-keys");
  function step(by) {
    const open = cards.filter((card) => !card.hidden);
    if (open.length === 0) return;
    const at = open.findIndex((card) => card.id === chosen);
    const next = open[at < 0 ? (by > 0 ? 0 : open.length - 1) : Math.min(Math.max(at + by, 0), open.length - 1)];
    choose(next.id);
    next.focus({ preventScroll: true });
    bring(next);
    if (isBeside()) bring(document.getElementById(`${next.id}-words`));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return;
    const isInCards = event.target.closest(".card") !== null;
    const by = { j: 1, k: -1 }[withKeys?.checked ? event.key : ""] ?? (isInCards ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : 0);
    if (event.key === "Escape") choose(null);
    if (!by) return;
    event.preventDefault();
    step(by);
  });

  const bySpeaker = document.getElementById("by-speaker");
  const byAct = document.getElementById("by-act");
  function filter() {
    const open = new Set();
    for (const card of cards) {
      card.hidden =
        (bySpeaker.value !== "" && card.dataset.speaker !== bySpeaker.value) ||
        (byAct.value !== "" && card.dataset.act !== byAct.value);
      if (!card.hidden) open.add(card.id);
    }
    for (const run of article.querySelectorAll(".words")) {
      run.classList.toggle("aside", !run.dataset.ids.split(" ").some((id) => open.has(id)));
    }
    const isWhole = open.size === cards.length;
    document.getElementById("shown-count").textContent = isWhole ? "" : `${open.size} of ${cards.length}`;
    rearranged();
  }
  if (bySpeaker) {
    bySpeaker.addEventListener("change", filter);
    byAct.addEventListener("change", filter);
    document.getElementById("tools").hidden = false;
  }

  document.documentElement.classList.add("scripted");
  if (location.hash) {
    choose(recordOf(idOf(location)));
    bring(cardOf.get(chosen));
  }
})();
