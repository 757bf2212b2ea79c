// Reviewing by keys, and the words of a record moved by their ends. Without scripts all of it is plain forms.
import { isTyping } from "./room.js";
import { index, indexAt, nearest, points, rangeOf, selected, step, stops } from "./spans.js";

const byId = (id) => document.getElementById(id);
const amending = byId("amending");
const isAmending = () => amending?.open === true;

// --- Keys ---------------------------------------------------------------------------------

const withKeys = byId("with-keys");
const KEPT = "review-keys";

function remembered() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // storage is closed: keys work, and the choice holds for this page
  }
}

function remember() {
  try {
    localStorage.setItem(KEPT, withKeys.checked ? "on" : "off");
  } catch {
    // it holds for this page
  }
}

function press(event) {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") return leave(event);
  if (isTyping(event) || withKeys?.checked === false) return;
  if (isAmending() && event.key !== "?") return; // what is half amended is not lost to a key
  const named = document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`);
  if (named.length === 0) return;
  event.preventDefault();
  named[named.length - 1].click();
}

function leave(event) {
  if (event.target.closest("input, select, textarea")) return event.target.blur();
  if (isAmending()) stopAmending();
}

function stopAmending() {
  amending.open = false;
  document.querySelector('[data-key="e"]').focus();
}

if (withKeys) {
  withKeys.checked = remembered();
  withKeys.addEventListener("change", remember);
}
document.addEventListener("keydown", press);
byId("leave")?.addEventListener("click", stopAmending);
byId("help")?.addEventListener("click", () => byId("keys").showModal());

// --- The words ----------------------------------------------------------------------------

const context = byId("context");
if (context && "Segmenter" in Intl) {
  const frame = byId("frame");
  const text = context.textContent;
  const base = Number(context.dataset.start);
  const may = stops(text);
  const layer = frame.appendChild(document.createElement("div"));
  layer.className = "layer";
  let handles = [];
  let current = 0; // the piece that a selection replaces
  let dragged = null;

  const rows = () => [...document.querySelectorAll("[data-piece]")];
  const inputs = (row) => [...row.querySelectorAll("input")];
  const isFilled = (row) => inputs(row).every((input) => /^\d+$/.test(input.value.trim()));

  function pieces() {
    return rows().filter(isFilled).map((row) => {
      const [start, end] = inputs(row).map((input) => index(text, Math.max(Number(input.value) - base, 0)));
      return { row, start, end };
    });
  }

  function write(piece) {
    const [start, end] = inputs(piece.row);
    start.value = base + points(text, piece.start);
    end.value = base + points(text, piece.end);
  }

  // Pieces stay in order and apart, and none becomes empty.
  function move(at, side, to) {
    const all = pieces();
    const piece = all[at];
    if (side === "start") {
      piece.start = Math.min(Math.max(to, all[at - 1]?.end ?? 0), step(may.characters, piece.end, -1));
    } else {
      piece.end = Math.max(Math.min(to, all[at + 1]?.start ?? text.length), step(may.characters, piece.start, 1));
    }
    write(piece);
    draw();
  }

  function handle(at, side) {
    const element = document.createElement("span");
    element.className = `handle ${side}`;
    element.tabIndex = 0;
    element.setAttribute("role", "slider");
    element.setAttribute("aria-label", `${side === "start" ? "Start" : "End"} of the words${at > 0 ? `, piece ${at + 1}` : ""}`);
    element.setAttribute("aria-valuemin", base);
    element.setAttribute("aria-valuemax", base + points(text, text.length));
    element.addEventListener("focus", () => (current = at));
    element.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const from = pieces()[at][side];
      move(at, side, step(event.shiftKey ? may.characters : may[`${side}s`], from, by));
    });
    element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      element.focus();
      dragged = { at, side };
      frame.classList.add("dragging");
    });
    return element;
  }

  function drag(event) {
    if (!dragged) return;
    const to = indexAt(context, event.clientX, event.clientY);
    if (to !== null) move(dragged.at, dragged.side, nearest(event.shiftKey ? may.characters : may[`${dragged.side}s`], to));
  }

  function drop() {
    dragged = null;
    frame.classList.remove("dragging");
  }

  function draw() {
    frame.classList.toggle("amending-words", isAmending());
    byId("taking").hidden = !isAmending();
    for (const row of rows()) row.hidden = inputs(row).every((input) => input.value.trim() === "");
    layer.querySelectorAll(".piece-mark").forEach((mark) => mark.remove());
    if (!isAmending()) return;
    const all = pieces();
    if (handles.length !== all.length * 2) {
      handles.forEach((one) => one.remove());
      handles = all.flatMap((_, at) => [handle(at, "start"), handle(at, "end")]);
      layer.append(...handles);
    }
    const origin = layer.getBoundingClientRect();
    all.forEach((piece, at) => {
      const rects = [...rangeOf(context, piece.start, piece.end).getClientRects()].filter((rect) => rect.width > 0);
      for (const rect of rects) layer.prepend(markOver(rect, origin));
      if (rects.length === 0) return;
      const words = text.slice(piece.start, piece.end);
      place(handles[2 * at], rects[0].left, rects[0], origin, base + points(text, piece.start), `from ${words.slice(0, 60)}`);
      place(handles[2 * at + 1], rects.at(-1).right, rects.at(-1), origin, base + points(text, piece.end), `to ${words.slice(-60)}`);
    });
  }

  function markOver(rect, origin) {
    const mark = document.createElement("span");
    mark.className = "piece-mark";
    put(mark, { left: rect.left - origin.left, top: rect.top - origin.top, width: rect.width, height: rect.height });
    return mark;
  }

  function place(element, x, line, origin, now, told) {
    put(element, { left: x - origin.left, top: line.top - origin.top, height: line.height });
    element.setAttribute("aria-valuenow", now);
    element.setAttribute("aria-valuetext", told);
  }

  function put(element, box) {
    for (const [name, pixels] of Object.entries(box)) element.style.setProperty(name, `${pixels}px`);
  }

  function takeSelection() {
    const found = isAmending() && !dragged ? selected(context) : null;
    if (!found) return;
    const piece = pieces()[current] ?? pieces()[0];
    if (!piece) return;
    const others = pieces().filter((one) => one.row !== piece.row);
    const chosen = { row: piece.row, start: index(text, found.start), end: index(text, found.end) };
    if (others.some((one) => one.start < chosen.end && chosen.start < one.end)) return;
    write(chosen);
    getSelection().removeAllRanges();
    draw();
  }

  function addPiece() {
    const last = pieces().at(-1);
    const start = step(may.starts, last?.end ?? -1, 1);
    const end = step(may.ends, start, 1);
    const spare = rows().find((row) => !isFilled(row));
    if (!spare || start <= (last?.end ?? -1)) return;
    write({ row: spare, start, end });
    const next = spare.cloneNode(true);
    next.dataset.piece = Number(spare.dataset.piece) + 1;
    inputs(next).forEach((input, at) => {
      input.name = `${at === 0 ? "start" : "end"}${next.dataset.piece}`;
      input.value = "";
    });
    for (const name of next.querySelectorAll("span")) name.textContent = name.textContent.replace(/\d+/, next.dataset.piece);
    spare.after(next);
    draw();
    handles.at(-2).focus();
  }

  function dropPiece() {
    const all = pieces();
    if (all.length < 2) return;
    for (const input of inputs(all.at(-1).row)) input.value = "";
    current = 0;
    draw();
  }

  document.querySelector('[data-key="e"]')?.addEventListener("click", (event) => {
    event.preventDefault();
    amending.open = true;
    draw();
    handles[0]?.focus();
  });
  amending.addEventListener("toggle", draw);
  byId("pieces").addEventListener("input", draw);
  byId("add-piece")?.addEventListener("click", addPiece);
  byId("drop-piece")?.addEventListener("click", dropPiece);
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerup", () => (dragged ? drop() : takeSelection()));
  document.addEventListener("pointercancel", drop);
  new ResizeObserver(draw).observe(frame);
}
