// The map: closer and farther, about, and through time. Without this it is whole, and a form goes through time.
import { isTyping } from "./room.js";

const figure = document.getElementById("map-figure");
const map = document.getElementById("map");
const [, , WIDTH, HEIGHT] = map.getAttribute("viewBox").split(" ").map(Number);
const CLOSEST = 16;
const FARTHEST = 0.75; // what the outlines reach beyond the map allows no more
const LABELLED = 3; // from here on every mark has its label
const STEP = 1.5; // times closer or farther
const SHIFT = 0.2; // of what is seen
const STILL = 4; // pixels that a pointer may move and still click

const view = { x: 0, y: 0, zoom: 1 };

function draw() {
  const [width, height] = [WIDTH / view.zoom, HEIGHT / view.zoom];
  const [most, least] = [1 / FARTHEST, 1 - 1 / FARTHEST];
  view.x = Math.min(Math.max(view.x, WIDTH * least), WIDTH * most - width);
  view.y = Math.min(Math.max(view.y, HEIGHT * least), HEIGHT * most - height);
  map.setAttribute("viewBox", `${view.x} ${view.y} ${width} ${height}`);
  map.style.setProperty("--zoom", view.zoom); // marks keep their size on the screen, and so do stripes
  document.getElementById("hatch").setAttribute("patternTransform", `rotate(45) scale(${1 / view.zoom})`);
  map.classList.toggle("larger", view.zoom > 1);
  map.classList.toggle("close", view.zoom > LABELLED);
}

function zoom(times, x = view.x + WIDTH / view.zoom / 2, y = view.y + HEIGHT / view.zoom / 2) {
  const next = Math.min(Math.max(view.zoom * times, FARTHEST), CLOSEST);
  view.x = x - ((x - view.x) * view.zoom) / next;
  view.y = y - ((y - view.y) * view.zoom) / next;
  view.zoom = next;
  draw();
}

function shift(right, down) {
  view.x += (right * SHIFT * WIDTH) / view.zoom;
  view.y += (down * SHIFT * HEIGHT) / view.zoom;
  draw();
}

// From the whole map the way leads to where the marks are.
function closer() {
  const spots = [...map.querySelectorAll(".spot:not([hidden]) > g")].map((mark) => mark.transform.baseVal[0].matrix);
  if (view.zoom !== 1 || spots.length === 0) return zoom(STEP);
  const middle = (name) => spots.reduce((sum, spot) => sum + spot[name], 0) / spots.length;
  view.x = middle("e") - WIDTH / 2;
  view.y = middle("f") - HEIGHT / 2;
  return zoom(STEP);
}

const moves = {
  in: closer,
  out: () => zoom(1 / STEP),
  all: () => {
    Object.assign(view, { x: 0, y: 0, zoom: 1 });
    draw();
  },
  west: () => shift(-1, 0),
  east: () => shift(1, 0),
  north: () => shift(0, -1),
  south: () => shift(0, 1),
};
const keys = {
  "+": "in", "=": "in", "-": "out", 0: "all", ArrowLeft: "west", ArrowRight: "east", ArrowUp: "north", ArrowDown: "south",
};

figure.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) moves[button.dataset.move]();
});

figure.addEventListener("keydown", (event) => {
  const move = moves[keys[event.key]];
  if (!move || isTyping(event)) return;
  event.preventDefault();
  move();
});

function at(event) {
  const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  return [place.x, place.y];
}

map.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, ...at(event));
  },
  { passive: false },
);

// A finger moves the map only once it is closer than all of it: before, it scrolls the page.
let held = null;
let hasMoved = false;

map.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !event.isPrimary || (event.pointerType === "touch" && view.zoom <= 1)) return;
  hasMoved = false;
  held = { id: event.pointerId, x: event.clientX, y: event.clientY, at: at(event), isMoved: false };
});

map.addEventListener("pointermove", (event) => {
  if (held?.id !== event.pointerId) return;
  if (!held.isMoved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < STILL) return;
  if (!held.isMoved) {
    held.isMoved = true;
    map.setPointerCapture(held.id);
    map.classList.add("moving");
  }
  const [x, y] = at(event);
  view.x += held.at[0] - x;
  view.y += held.at[1] - y;
  draw();
});

function release(event) {
  if (held?.id !== event.pointerId) return;
  map.classList.remove("moving");
  hasMoved = held.isMoved;
  held = null;
}
map.addEventListener("pointerup", release);
map.addEventListener("pointercancel", release);
map.addEventListener("click", (event) => hasMoved && event.preventDefault(), { capture: true });
map.addEventListener("dragstart", (event) => event.preventDefault());

// --- Through time ---------------------------------------------------------------------------

const slider = document.getElementById("day");
const DAY = 86400000; // milliseconds
const EPOCH = 719163; // 1 January 1970, of days that are counted from the first of the calendar

function named(day) {
  return new Date((day - EPOCH) * DAY).toISOString().slice(0, 10);
}

function numbers(text) {
  return text.trim().split(" ").map(Number);
}

function showSpot(spot, day) {
  const count = numbers(spot.dataset.days).filter((own) => own <= day).length;
  spot.toggleAttribute("hidden", count === 0);
  if (count && spot.dataset.radii) {
    spot.querySelector(".shape").setAttribute("r", numbers(spot.dataset.radii)[count - 1]);
  }
  const list = document.querySelector(spot.getAttribute("href"));
  list.hidden = count === 0;
}

function show(day) {
  const name = named(day);
  document.getElementById("day-shown").textContent = name;
  slider.setAttribute("aria-valuetext", name);
  for (const spot of map.querySelectorAll(".spot")) showSpot(spot, day);
  for (const row of document.querySelectorAll("tr[data-day]")) row.hidden = row.dataset.day > name;
}

function keep(day) {
  const address = new URL(location);
  if (day >= Number(slider.max)) address.searchParams.delete("day");
  else address.searchParams.set("day", named(day));
  history.replaceState(null, "", address);
}

if (slider) {
  const days = numbers(slider.dataset.days);
  const next = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  slider.addEventListener("input", () => show(Number(slider.value)));
  slider.addEventListener("change", () => keep(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    const way = next[event.key];
    if (!way) return;
    event.preventDefault();
    const now = Number(slider.value);
    const day = way > 0 ? days.find((own) => own > now) : days.findLast((own) => own < now);
    if (day === undefined) return;
    slider.value = day;
    show(day);
    keep(day);
  });
  slider.form.addEventListener("submit", (event) => event.preventDefault());
  slider.setAttribute("aria-valuetext", named(Number(slider.value)));
}
