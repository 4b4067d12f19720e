// The board without it works all the same: it keeps a page fresh and lets the queue be worked by keys.

const EVERY = 15000;
const main = document.getElementById("main");

// ---- live: a page is fetched anew when something happened, never under somebody's hands

const busy = () =>
  document.querySelector("[data-dirty][data-touched]") !== null ||
  document.activeElement?.matches("input:not([type=hidden]), textarea, select");

document.addEventListener("input", (event) => event.target.closest("form")?.setAttribute("data-touched", ""));

async function fresh() {
  const answer = await fetch(location.href, { headers: { "x-board": "fresh" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("main");
  if (!next || busy()) return offer();
  const frame = document.querySelector(".matrix-frame");
  const at = frame ? [frame.scrollLeft, frame.scrollTop] : null;
  main.replaceChildren(...document.adoptNode(next).childNodes);
  document.querySelector(".ways").replaceWith(page.querySelector(".ways"));
  document.querySelector(".foot").replaceWith(page.querySelector(".foot"));
  document.body.dataset.beat = page.body.dataset.beat;
  if (at) document.querySelector(".matrix-frame")?.scrollTo(...at);
}

function offer() {
  document.getElementById("stale").hidden = false;
}

async function beat() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/pulse");
    if (answer.status === 401) return offer();
    const told = await answer.json();
    if (told.beat === document.body.dataset.beat) return;
    if (busy()) offer();
    else await fresh();
  } catch {
    // No connection: the next beat tries again.
  }
}

setInterval(beat, EVERY);
document.addEventListener("visibilitychange", beat);

// ---- the queue by keys: arrows choose, A approves, R goes to the reason

const cards = () => [...document.querySelectorAll("[data-card]")];

function step(by) {
  const all = cards();
  const now = all.indexOf(document.activeElement?.closest("[data-card]"));
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (!cards().length || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select")) {
    if (event.key === "Escape") event.target.closest("[data-card]")?.focus();
    return;
  }
  const card = document.activeElement?.closest("[data-card]");
  if (event.key === "ArrowDown" || event.key === "j") step(1);
  else if (event.key === "ArrowUp" || event.key === "k") step(-1);
  else if (event.key === "a" && card) card.querySelector('button[data-key="a"]')?.click();
  else if (event.key === "r" && card) card.querySelector('input[data-key="r"]')?.focus();
  else return;
  event.preventDefault();
});

// Enter in the reason field means the ruling that needs a reason, not the first button of the form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".ruling .reason input")) return;
  event.preventDefault();
  event.target.form.querySelector('button[value="return"], button[value="refuse"]')?.click();
});

// Pressing twice sends once; the server would not take it twice either.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => delete event.target.dataset.sent, 4000);
});

if (matchMedia("(hover: hover)").matches) cards()[0]?.focus({ preventScroll: true });
