// Follows a job that is being read: the bar, the sentence, the list of outcomes.
const OFTEN = 700; // milliseconds between two looks
const SELDOM = 5000; // between two looks when the last one failed, or nobody sees the page
const SPOKEN = 4000; // between two sentences, which are read aloud

const job = document.getElementById("job");
const bar = document.getElementById("progress");
const list = document.getElementById("outcomes");
let next = Number(job.dataset.next);
let toldAt = 0;

function append(rows) {
  const made = new DOMParser().parseFromString(`<ol>${rows}</ol>`, "text/html");
  for (const row of made.querySelectorAll("ol > li")) list.append(document.adoptNode(row));
}

function tell(state) {
  if (state.total) {
    bar.max = Math.max(state.total, state.done);
    bar.value = state.done;
  }
  if (performance.now() - toldAt < SPOKEN && !state.is_over) return;
  const sentence = document.getElementById("sentence");
  if (sentence.textContent !== state.sentence) sentence.textContent = state.sentence;
  document.getElementById("headline").textContent = state.headline;
  document.title = `${state.headline} – Onrecord`;
  toldAt = performance.now();
}

function finish() {
  bar.remove();
  document.getElementById("stop").remove();
}

async function look() {
  const most = Number(job.dataset.most); // of the outcomes that a page lists
  let pause = SELDOM;
  try {
    const answer = await fetch(`${job.dataset.state}?start=${next}&limit=${most - next}`);
    if (answer.status === 404) return;
    if (!answer.ok) throw new Error(answer.statusText);
    const state = await answer.json();
    append(state.rows);
    next = state.next;
    document.getElementById("more").hidden = state.done <= most;
    tell(state);
    if (state.is_over && next === Math.min(state.done, most)) {
      finish();
      return;
    }
    pause = document.hidden ? SELDOM : OFTEN;
  } catch {
    // the room may be busy, or away for a moment
  }
  setTimeout(look, pause);
}

look();
