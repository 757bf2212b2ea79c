// Cards are folded to a line, and stand beside their words where the page is wide enough; the chosen one exactly.
const cards = document.getElementById("cards");
const article = document.getElementById("article");
const isWide = matchMedia("(min-width: 60rem)");
const GAP = 2; // pixels between cards
const AROUND = 8; // and around the chosen one
const FIRST = 1e6; // how much more the chosen card's place counts than another's

// Places in order, none closer to the next than its height, with the least sum of squared distances from the
// wanted ones: what would cross is pooled around its mean (pool adjacent violators).
function spread(wanted, heights, weights) {
  const room = [0];
  for (const height of heights) room.push(room.at(-1) + height + GAP);
  const pools = [];
  wanted.forEach((place, at) => {
    let pool = { mean: place - room[at], weight: weights[at], size: 1 };
    while (pools.length > 0 && pools.at(-1).mean > pool.mean) {
      const before = pools.pop();
      const weight = before.weight + pool.weight;
      pool = { mean: (before.mean * before.weight + pool.mean * pool.weight) / weight, weight, size: before.size + pool.size };
    }
    pools.push(pool);
  });
  return pools.flatMap((pool) => Array(pool.size).fill(Math.max(pool.mean, 0))).map((place, at) => place + room[at]);
}

function arrange() {
  cards.classList.toggle("beside", isWide.matches);
  const open = [...cards.children].filter((card) => !card.hidden);
  if (!isWide.matches) {
    for (const card of open) card.style.removeProperty("top");
    cards.style.removeProperty("height");
    return;
  }
  const top = cards.getBoundingClientRect().top;
  const heights = open.map((card) => card.offsetHeight + (card.matches(".chosen") ? AROUND : 0));
  const wanted = open.map((card) => firstLine(card) - top);
  const places = spread(wanted, heights, open.map((card) => (card.matches(".chosen") ? FIRST : 1)));
  open.forEach((card, at) => card.style.setProperty("top", `${Math.round(places[at])}px`));
  const last = places.length - 1;
  cards.style.setProperty("height", last < 0 ? "0" : `${Math.round(places[last] + heights[last])}px`);
}

function firstLine(card) {
  const words = document.getElementById(`${card.id}-words`);
  return words?.getClientRects()[0]?.top ?? 0;
}

// A card's whole line chooses it, as the line's link does.
function chooseLine(event) {
  const card = event.target.closest(".card:not(.chosen)");
  if (card && !event.target.closest("a, summary")) card.querySelector(".number").click();
}

document.addEventListener("rearranged", arrange);
cards.addEventListener("click", chooseLine);
cards.addEventListener("toggle", arrange, true);
isWide.addEventListener("change", arrange);
cards.classList.add("folded");
new ResizeObserver(arrange).observe(article);
arrange();
