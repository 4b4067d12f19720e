// The clock in the top bar: shown always, moved in a demo.

import { Lost, Refused, post } from "./wire.js";

const YEAR_END = 300_000; // ms; half a year of messages in one press
const clock = document.getElementById("clock");
const face = document.getElementById("clock-face");
const progress = document.getElementById("progress");
const WEEK = "日一二三四五六";
let wall = 0;
let read = 0;

/** Show what the office's clock says: `now` is its ISO time, whose own wall time is shown. */
export function setClock(now) {
  wall = Date.parse(`${now.slice(0, 19)}Z`);
  read = performance.now();
  show(new Date(wall));
}

/** On the real clock, walk on between two answers of the office. */
export function keepTicking() {
  setInterval(() => wall && show(new Date(wall + performance.now() - read)), 10_000);
}

function show(at) {
  const two = (number) => String(number).padStart(2, "0");
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日 周${WEEK[at.getUTCDay()]}`;
  document.getElementById("clock-day").textContent = day;
  document.getElementById("clock-time").textContent = time;
  for (const small of document.querySelectorAll(".notch-time")) small.textContent = time;
}

/** Let the buttons move the clock; `moved` is told what came of it, `failed` a sentence. */
export function wireMoves(moved, failed) {
  face.addEventListener("click", () => {
    face.setAttribute("aria-expanded", String(face.getAttribute("aria-expanded") !== "true"));
  });
  const moves = [...clock.querySelectorAll(".move")];
  const busy = (chosen) => {
    clock.classList.toggle("moving", chosen !== null);
    progress.hidden = chosen === null;
    for (const move of moves) {
      move.disabled = chosen !== null;
      move.classList.toggle("busy", move === chosen);
    }
  };
  for (const move of moves) {
    move.addEventListener("click", async () => {
      busy(move);
      try {
        const came = await post("/demo/clock", { to: move.dataset.to }, YEAR_END);
        setClock(came.now);
        moved(came);
      } catch (fault) {
        if (!(fault instanceof Refused || fault instanceof Lost)) throw fault;
        failed(fault.message);
      } finally {
        busy(null);
        move.focus({ preventScroll: true });
      }
    });
  }
}
