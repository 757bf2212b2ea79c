// The chart of a series: its drawing comes into the page, and each dot opens the words behind it.
const figure = document.getElementById("chart");
const card = document.getElementById("card");
const narrow = matchMedia("(max-width: 40rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");
let opened = null;

const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";

// The drawing as part of the page, so that its dots can be reached; the picture stands until it is there.
async function draw() {
  const address = figure.dataset[isDark() ? "dark" : "light"] + (narrow.matches ? "&shape=narrow" : "");
  const answer = await fetch(address);
  if (!answer.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  if (parsed.localName !== "svg") return;
  const drawing = document.importNode(parsed, true);
  figure.classList.toggle("is-dark", isDark());
  figure.querySelector("picture, svg").replaceWith(drawing);
  rove(dots(drawing));
}

// Panel by panel from left to right, as they are read.
function dots(drawing) {
  const panels = [...drawing.querySelectorAll("[class*='concat_'][class$='_group']")];
  const order = (dot) => {
    const { left, top } = dot.getBoundingClientRect();
    return [panels.findIndex((panel) => panel.contains(dot)), left, top];
  };
  const placed = [...drawing.querySelectorAll("a[href]")].map((dot) => [order(dot), dot]);
  placed.sort(([one], [other]) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
  return placed.map(([, dot]) => dot);
}

// One stop of the Tab key for all dots; arrows go from dot to dot.
function rove(all) {
  const focus = (dot) => {
    for (const other of all) other.tabIndex = other === dot ? 0 : -1;
    dot.focus();
  };
  all.forEach((dot, at) => {
    dot.tabIndex = at ? -1 : 0;
    dot.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      focus(all[Math.max(0, Math.min(all.length - 1, to))]);
    });
    dot.addEventListener("click", (event) => open(event, dot));
  });
}

function open(event, dot) {
  const row = document.getElementById(new URL(dot.getAttribute("href"), location).hash.slice(1));
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return; // it leads to its page
  event.preventDefault();
  opened?.classList.remove("open");
  opened = dot;
  dot.classList.add("open");
  card.replaceChildren(...told(row));
  card.showPopover();
  place(dot);
  card.focus();
}

// A figure's row as a card: its words first, then what each column says.
function told(row) {
  const said = row.querySelector(".said");
  const words = element("div", "said", said.querySelector("strong").cloneNode(true));
  const facts = element("dl");
  const heads = row.closest("table").tHead.rows[0].cells;
  for (const cell of row.cells) {
    if (cell === said) continue;
    facts.append(element("dt", "", heads[cell.cellIndex].textContent), element("dd", "", ...copied(cell)));
  }
  const report = link("button main", said.querySelector("blockquote a").href, "Read it in the report");
  const table = link("button", `#${row.id}`, "Show its row");
  table.addEventListener("click", () => card.hidePopover());
  const close = element("button", "", "Close");
  close.type = "button";
  close.addEventListener("click", () => card.hidePopover());
  return [words, said.querySelector("blockquote").cloneNode(true), facts, element("p", "actions", report, table, close)];
}

const copied = (cell) => [...cell.childNodes].map((node) => node.cloneNode(true));

function element(name, kind = "", ...content) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...content);
  return made;
}

function link(kind, address, text) {
  const made = element("a", kind, text);
  made.href = address;
  return made;
}

// Beside the dot, and within the window; a phone shows it at the foot.
function place(dot) {
  card.style.left = card.style.top = "";
  if (narrow.matches) return;
  const at = dot.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const left = at.right + 12 + width > innerWidth ? at.left - 12 - width : at.right + 12;
  card.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  card.style.top = `${Math.max(8, Math.min(at.top - 24, innerHeight - height - 8))}px`;
}

if (figure && card?.showPopover) {
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !opened) return;
    if (card.contains(document.activeElement) || document.activeElement === document.body) opened.focus();
    opened.classList.remove("open");
    opened = null;
  });
  draw();
  narrow.addEventListener("change", draw);
  dark.addEventListener("change", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
