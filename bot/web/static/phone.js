// One phone on the screen: whose it is, its bubbles, its keyboard.

import { patch } from "./patch.js";
import { openTray, papers, wireFiles } from "./tray.js";
import * as unsent from "./unsent.js";
import { Lost, Refused, fetchText, post } from "./wire.js";

const NEAR_END = 48; // px within which a reader counts as being at the end

/** Open a phone. hooks: seatOf(id), toast(sentence), picked(phone), closed(phone), spoke(). */
export function openPhone(seat, hooks) {
  const node = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
  const part = (name) => node.querySelector(name);
  const phone = {
    node,
    hooks,
    log: part(".log"),
    area: part("textarea"),
    send: part(".send"),
    newer: part(".newer"),
    tray: openTray(part(".tray"), { toast: (words) => hooks.toast(words), changed: () => phone && grow(phone) }),
    drafts: new Map(),
    seat: null,
  };
  part(".seat").addEventListener("click", () => hooks.picked(phone));
  part(".phone-close").addEventListener("click", () => hooks.closed(phone));
  part(".chips").addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (chip) say(phone, chip.textContent);
  });
  phone.newer.addEventListener("click", () => toEnd(phone));
  phone.log.addEventListener("click", (event) => clicked(phone, event.target.closest("button")));
  phone.log.addEventListener("scroll", () => scrolled(phone), { passive: true });
  wireComposer(phone, part(".composer"));
  wireFiles(phone, part(".clip"), part(".files"));
  new ResizeObserver(() => phone.follow && toEnd(phone)).observe(phone.log);
  sit(phone, seat);
  return phone;
}

/** Take another seat: its name, its chips, its bubbles, and the draft left there. */
export function sit(phone, seat) {
  if (phone.seat !== null) phone.drafts.set(phone.seat, phone.area.value);
  phone.tray.take(); // what was chosen for one seat is not sent by another
  Object.assign(phone, { seat, follow: true, parked: -1, limit: 0, drawn: false, sending: 0, older: false });
  const card = phone.hooks.seatOf(seat);
  const { node } = phone;
  node.className = `phone hue-${card.hue}${node.classList.contains("active") ? " active" : ""}`;
  node.dataset.seat = seat;
  node.setAttribute("aria-label", `${card.title}的手机`);
  const avatar = node.querySelector(".phone-head .avatar");
  avatar.textContent = card.initial;
  avatar.className = "avatar own";
  node.querySelector(".seat-title").textContent = card.title;
  node.querySelector(".seat-title").title = card.title;
  node.querySelector(".seat-sub").textContent = card.title.startsWith(card.unit) ? card.word : `${card.word} · ${card.unit}`;
  node.querySelector(".chips").replaceChildren(...card.chips.map(chip));
  phone.area.placeholder = `打字，如“${card.chips[0]}”`;
  phone.area.value = phone.drafts.get(seat) ?? "";
  phone.newer.hidden = true;
  phone.log.replaceChildren();
  grow(phone);
  refresh(phone);
}

function chip(words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = words;
  return button;
}

/** Fetch and draw the bubbles. While something is on its way, wait: it would be seen twice. */
export async function refresh(phone) {
  if (phone.loading || phone.sending) {
    phone.stale = true;
    return;
  }
  phone.loading = true;
  phone.stale = false;
  const { seat } = phone;
  try {
    const html = await fetchText(`/chat/phone/${seat}${phone.limit ? `?limit=${phone.limit}` : ""}`);
    if (phone.seat !== seat || phone.sending) phone.stale = true;
    else if (!phone.stale || !phone.drawn) draw(phone, rowsOf(html)); // stale: a newer answer is asked for anyway
  } catch (fault) {
    if (fault instanceof Refused) phone.hooks.toast(fault.message);
    else if (!(fault instanceof Lost)) throw fault; // the page says elsewhere that the line is down
  } finally {
    phone.loading = false;
    if (phone.stale && !phone.sending) refresh(phone);
  }
}

function rowsOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.children];
}

function draw(phone, settled) {
  const { log } = phone;
  const fresh = [...settled, ...unsent.of(phone.seat).map(unsentRow)];
  const { initial } = phone.hooks.seatOf(phone.seat);
  for (const avatar of fresh.flatMap((row) => (row.matches(".mine") ? [row.querySelector(".avatar")] : []))) {
    avatar.className = "avatar own";
    avatar.textContent = initial;
  }
  const below = log.scrollHeight - log.scrollTop;
  const added = patch(log, fresh);
  if (phone.drawn && !phone.older) for (const row of added) row.classList.add("new");
  if (phone.older) log.scrollTop = log.scrollHeight - below;
  else if (phone.follow) toEnd(phone);
  else if (added.some((row) => row.matches(".theirs"))) phone.newer.hidden = false;
  phone.drawn = true;
  phone.older = false;
}

/** Show the end; of a last message taller than the phone, its beginning. */
function toEnd(phone) {
  const { log } = phone;
  const last = log.lastElementChild;
  const tall = last?.matches(".theirs") && last.offsetHeight > log.clientHeight - 24;
  const head = last?.previousElementSibling?.matches(".when") ? last.previousElementSibling : last;
  log.scrollTop = tall ? head.offsetTop - 10 : log.scrollHeight;
  phone.parked = log.scrollTop;
  phone.follow = true;
  phone.newer.hidden = true;
}

function scrolled(phone) {
  const { log } = phone;
  const left = log.scrollHeight - log.scrollTop - log.clientHeight;
  phone.follow = left < NEAR_END || Math.abs(log.scrollTop - phone.parked) < 2;
  if (left < NEAR_END) phone.newer.hidden = true;
}

function unsentRow(one) {
  const row = document.createElement("div");
  row.className = `row mine ${one.failed ? "failed" : "pending"}`;
  row.dataset.key = `unsent-${one.update}`;
  row.innerHTML = '<div class="bubble"><span class="sr">你：</span><div class="text"></div></div><span class="avatar" aria-hidden="true"></span>';
  const words = row.querySelector(".text");
  words.textContent = one.text;
  if (one.files?.length) words.after(papers(one.files));
  if (!one.text) words.remove();
  if (one.failed) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "again";
    again.textContent = "未送出，点此重发";
    again.dataset.update = one.update;
    row.append(again);
  }
  return row;
}

/** Draw only what is unsent anew, at once, without asking the office. */
function drawUnsent(phone) {
  const gone = (key) => key === "empty" || key.startsWith("unsent-");
  draw(phone, [...phone.log.children].filter((row) => !gone(row.dataset.key)));
}

export function say(phone, text, files = []) {
  phone.follow = true;
  deliver(phone, unsent.add(phone.seat, text, files));
}

async function deliver(phone, one) {
  phone.sending += 1;
  one.failed = false;
  drawUnsent(phone);
  const { seat } = phone;
  try {
    await post("/chat/say", { seat: one.seat, text: one.text, update: one.update, files: one.files ?? [] });
    unsent.drop(one);
    phone.hooks.spoke();
  } catch (fault) {
    if (fault instanceof Refused) {
      unsent.drop(one);
      giveBack(phone, one);
      phone.hooks.toast(fault.message);
    } else if (fault instanceof Lost) {
      one.failed = true;
    } else {
      throw fault;
    }
  }
  settle(phone, seat);
  if (one.failed && phone.seat === seat) drawUnsent(phone);
}

function settle(phone, seat) {
  if (phone.seat !== seat) return; // another seat was taken meanwhile; it counts anew
  phone.sending = Math.max(phone.sending - 1, 0);
  refresh(phone);
}

function giveBack(phone, one) {
  if (phone.seat === one.seat && !phone.area.value) {
    phone.area.value = one.text;
    grow(phone);
  }
}

function clicked(phone, button) {
  if (!button) return;
  if (button.matches(".again")) {
    const one = unsent.find(button.dataset.update);
    if (one && one.failed) deliver(phone, one);
  } else if (button.matches(".earlier")) {
    phone.limit = Number(button.dataset.limit);
    phone.older = true;
    refresh(phone);
  } else if (button.matches('.act:not(.busy, [aria-pressed="true"])')) {
    press(phone, button);
  }
}

async function press(phone, button) {
  const { seat } = phone;
  button.classList.add("busy");
  button.dataset.update ??= crypto.randomUUID(); // kept when it fails: the next tap is the same press
  phone.follow = true;
  phone.sending += 1;
  const { message, button: index, update } = button.dataset;
  try {
    await post("/chat/press", { seat, message: Number(message), button: Number(index), update });
    phone.hooks.spoke();
  } catch (fault) {
    if (!(fault instanceof Refused || fault instanceof Lost)) throw fault;
    phone.hooks.toast(fault instanceof Lost ? "未送出，请再点一次。" : fault.message);
  } finally {
    button.classList.remove("busy");
    settle(phone, seat);
  }
}

function wireComposer(phone, form) {
  const { area } = phone;
  const submit = () => {
    const text = area.value.trim();
    if (phone.tray.waits || !(text || phone.tray.ready)) return;
    area.value = "";
    const files = phone.tray.take();
    grow(phone);
    say(phone, text, files);
  };
  area.addEventListener("input", () => grow(phone));
  area.addEventListener("keydown", (event) => {
    // Enter that ends a Chinese composition chooses a word; 229 is how older browsers say so
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    area.focus();
  });
}

function grow({ area, send, tray }) {
  send.disabled = tray.waits || !(area.value.trim() || tray.ready);
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 152)}px`;
  area.style.overflowY = area.scrollHeight > 152 ? "auto" : "hidden";
}
