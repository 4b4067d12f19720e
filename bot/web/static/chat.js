// The page as a whole: which phones stand on the desk, what is live, what is unread.

import { keepTicking, setClock, wireMoves } from "./clock.js";
import { openPhone, refresh, sit } from "./phone.js";
import { markUnread, openPicker, readSeats } from "./picker.js";
import { fetchText, listen } from "./wire.js";

const MOST = 3;
const HINT = "duban.hint";
const desk = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const strip = document.getElementById("strip");
const sent = document.getElementById("sent");
const narrow = matchMedia("(max-width: 600px)");
const movable = "movable" in document.body.dataset;

let seats = readSeats();
let phones = [];
let active = 0;
let newest = 0;
const unread = new Set();

const hooks = {
  seatOf: (id) => seats.get(id),
  toast,
  picked: (phone) => openPicker(phone, unread, (seat) => take(phone, seat)),
  closed: (phone) => arrange(phones.filter((one) => one !== phone).map((one) => one.seat)),
  spoke: () => did(2),
};

// ---- which phones

/** Read the seats from the address: #3,60,64/1 — the number after the stroke is the phone in front. */
function asked() {
  const [list, front] = location.hash.slice(1).split("/");
  const known = [...new Set(list.split(",").map(Number))].filter((seat) => seats.has(seat)).slice(0, MOST);
  const first = document.body.dataset.first.split(",").map(Number).filter((seat) => seats.has(seat));
  return { list: known.length ? known : first, front: Number(front) || 0 };
}

/** Put exactly these seats on the desk, keeping the phones that are there already. */
function arrange(list, front = active) {
  phones.splice(list.length).forEach((phone) => phone.node.remove());
  list.forEach((seat, n) => {
    if (n >= phones.length) {
      phones.push(openPhone(seat, hooks));
      desk.append(phones[n].node);
    } else if (phones[n].seat !== seat) {
      sit(phones[n], seat);
    }
  });
  active = Math.max(0, Math.min(front, phones.length - 1));
  shown();
}

/** What follows from the phones on the desk: the address, the tabs, what counts as read. */
function shown() {
  const list = phones.map((phone) => phone.seat).join(",");
  if (list) history.replaceState(null, "", `#${list}${active ? `/${active}` : ""}`);
  phones.forEach(({ node }, n) => {
    node.classList.toggle("active", n === active);
    node.querySelector(".phone-close").hidden = phones.length < 2;
  });
  document.getElementById("add-phone").hidden = phones.length >= MOST || seats.size <= phones.length;
  for (const seat of visible()) unread.delete(seat);
  tabs.hidden = phones.length < 2;
  tabs.replaceChildren(...phones.map(tab));
  tickTimes();
  drawUnread();
}

function visible() {
  return narrow.matches ? [phones[active]?.seat] : phones.map((phone) => phone.seat);
}

function tab(phone, n) {
  const card = seats.get(phone.seat);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tab";
  button.dataset.seat = phone.seat;
  button.setAttribute("aria-label", card.title);
  if (n === active) button.setAttribute("aria-current", "true");
  button.innerHTML = '<span class="avatar" aria-hidden="true"></span><span class="dot" aria-hidden="true"></span>';
  button.firstChild.classList.add(`hue-${card.hue}`);
  button.firstChild.textContent = card.initial;
  button.addEventListener("click", () => front(n));
  return button;
}

function front(n) {
  active = n;
  shown();
  phones[n].node.scrollIntoView({ inline: "center", block: "nearest" });
}

function take(phone, seat) {
  seats = readSeats(); // the picker may have learnt of new ones
  const there = phones.findIndex((one) => one.seat === seat);
  if (there >= 0) return call(there);
  sit(phone, seat);
  return shown();
}

/** Show a seat somewhere: where it is already, else on the phone in front or the last one. */
function show(seat) {
  strip.classList.remove("open");
  document.getElementById("open-strip").setAttribute("aria-expanded", "false");
  const there = phones.findIndex((phone) => phone.seat === seat);
  if (there >= 0) return call(there);
  const n = narrow.matches ? active : phones.length - 1;
  take(phones[n], seat);
  return call(n);
}

function call(n) {
  front(n);
  const { node } = phones[n];
  node.classList.remove("called");
  void node.offsetWidth; // lets the same animation run again
  node.classList.add("called");
}

// ---- what is live

const waiting = new Set();
let soon = 0;

/** Gather what changes within a moment: a moved clock brings hundreds of changes. */
function changed(list) {
  for (const seat of list) waiting.add(seat);
  soon ||= setTimeout(() => {
    soon = 0;
    const here = new Set(visible());
    for (const seat of waiting) if (!here.has(seat)) unread.add(seat);
    for (const phone of phones) if (waiting.has(phone.seat)) refresh(phone);
    waiting.clear();
    refreshStrip();
    drawUnread();
  }, 40);
}

let stripBusy = false;
let stripStale = false;

async function refreshStrip() {
  if (stripBusy) {
    stripStale = true;
    return;
  }
  stripBusy = true;
  try {
    sent.innerHTML = await fetchText("/demo/sent");
    readStrip();
  } catch {
    // the line is down; the next connection asks again
  } finally {
    stripBusy = false;
    if (stripStale) {
      stripStale = false;
      refreshStrip();
    }
  }
}

function readStrip() {
  const lines = [...sent.querySelectorAll(".line")];
  const here = new Set(visible());
  for (const line of newest ? lines.filter((one) => Number(one.dataset.key) > newest) : []) {
    line.classList.add("fresh");
    if (!here.has(Number(line.dataset.seat))) unread.add(Number(line.dataset.seat)); // also what came while the line was down
  }
  newest = Math.max(newest, ...lines.map((line) => Number(line.dataset.key)));
  setClock(sent.querySelector(".lines").dataset.now);
  drawUnread();
}

function drawUnread() {
  markUnread(unread);
  for (const marked of document.querySelectorAll(".line, .tab")) {
    marked.classList.toggle("unread", unread.has(Number(marked.dataset.seat)));
  }
}

function tickTimes() {
  const now = sent.querySelector(".lines")?.dataset.now;
  if (now && phones.some(({ node }) => !node.querySelector(".notch-time").textContent)) setClock(now);
}

function opened() {
  document.getElementById("offline").hidden = true;
  phones.forEach(refresh);
  refreshStrip();
}

// ---- words at the foot, and the three steps

function toast(sentence, action) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(Object.assign(document.createElement("span"), { textContent: sentence }));
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action.words });
    button.addEventListener("click", () => {
      box.remove();
      action.act();
    });
    box.append(button);
  }
  document.getElementById("toasts").replaceChildren(box);
  setTimeout(() => box.remove(), action ? 7000 : 4500);
}

function moved(came) {
  did(3);
  const what = came.sent ? `发出${came.sent}条，${came.seats}个座席收到` : "这段时间没有要发的消息";
  const first = came.first_seat;
  const there = first !== null && !visible().includes(first) && seats.has(first);
  const look = there ? { words: "看第一个", act: () => show(first) } : null;
  toast(came.ended ? `${what}。计划期已满。` : `${what}。`, look);
}

function recall(value) {
  try {
    if (value) localStorage.setItem(HINT, value);
    return localStorage.getItem(HINT);
  } catch {
    return null;
  }
}

const steps = document.querySelectorAll("#hint li");

/** Tick a step of the hint. The first is done by looking, so with either of the others. */
function did(step) {
  if (!movable) return;
  steps[0].classList.add("did");
  steps[step - 1].classList.add("did");
}

function wireHint() {
  const hint = document.getElementById("hint");
  hint.hidden = recall() === "seen";
  document.getElementById("hint-close").addEventListener("click", () => {
    recall("seen");
    hint.hidden = true;
  });
}

// ---- begin

function toggleStrip() {
  const open = strip.classList.toggle("open");
  document.getElementById("open-strip").setAttribute("aria-expanded", String(open));
  document.getElementById(open ? "strip-close" : "open-strip").focus();
}

document.getElementById("open-strip").addEventListener("click", toggleStrip);
document.getElementById("strip-close").addEventListener("click", toggleStrip);
strip.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && strip.classList.contains("open")) toggleStrip();
});
sent.addEventListener("click", (event) => {
  const line = event.target.closest(".line");
  if (line && seats.has(Number(line.dataset.seat))) show(Number(line.dataset.seat));
});
document.getElementById("add-phone").addEventListener("click", () => {
  const here = phones.map((phone) => phone.seat);
  const next = [...asked().list, ...document.body.dataset.first.split(",").map(Number), ...seats.keys()].find(
    (seat) => seats.has(seat) && !here.includes(seat),
  );
  arrange([...here, next], here.length);
  hooks.picked(phones.at(-1));
});
addEventListener("hashchange", () => arrange(asked().list, asked().front));
narrow.addEventListener("change", shown);

if (movable) {
  wireHint();
  wireMoves(moved, toast);
} else {
  keepTicking();
}
if (seats.size) {
  arrange(asked().list, asked().front);
  readStrip();
  listen({ changed, opened, lost: () => (document.getElementById("offline").hidden = false) });
}
