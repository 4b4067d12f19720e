// Choosing a seat among many: a searchable sheet over the phone that asked.

import { fetchText } from "./wire.js";

const sheet = document.getElementById("picker");
const list = document.getElementById("seats");
const find = document.getElementById("picker-find");
const none = document.getElementById("picker-none");
let chosen = null;
let current = null;

/** Every seat by its id, as the page lists them. */
export function readSeats() {
  return new Map(
    [...list.querySelectorAll(".seat-choice")].map(({ dataset }) => [
      Number(dataset.seat),
      { ...dataset, seat: Number(dataset.seat), chips: dataset.chips.split(" ") },
    ]),
  );
}

/** Mark the seats that have something unread. */
export function markUnread(unread) {
  for (const choice of list.querySelectorAll(".seat-choice")) {
    choice.classList.toggle("unread", unread.has(Number(choice.dataset.seat)));
  }
}

/** Open over `phone`; `then` is told the seat. */
export function openPicker(phone, unread, then) {
  chosen = then;
  current = phone.seat;
  find.value = "";
  place(phone.node.getBoundingClientRect());
  show(unread);
  sheet.showModal();
  const seated = list.querySelector('[aria-current="true"]');
  seated?.scrollIntoView({ block: "center" });
  if (narrow()) seated?.focus({ preventScroll: true }); // in the search field a keyboard would cover the list
  fetchText("/chat/seats").then(
    (html) => {
      const { scrollTop } = list;
      list.innerHTML = html;
      show(unread);
      list.scrollTop = scrollTop;
    },
    () => {}, // the list the page came with will do
  );
}

const narrow = () => matchMedia("(max-width: 600px)").matches;

function place(over) {
  const left = Math.min(Math.max(over.left, 12), Math.max(innerWidth - 412, 12));
  sheet.style.left = narrow() ? "0" : `${left}px`;
  sheet.style.top = narrow() ? "auto" : `${Math.max(Math.min(over.top + 34, innerHeight - 632), 12)}px`;
  sheet.style.bottom = narrow() ? "0" : "auto";
}

function show(unread) {
  markUnread(unread);
  const wanted = find.value.trim().toLowerCase();
  let any = false;
  for (const group of list.querySelectorAll(".seat-group")) {
    let some = false;
    for (const choice of group.querySelectorAll(".seat-choice")) {
      const { title, unit, word, seat } = choice.dataset;
      choice.hidden = !`${title} ${unit} ${word}`.toLowerCase().includes(wanted);
      choice.toggleAttribute("aria-current", Number(seat) === current);
      if (Number(seat) === current) choice.setAttribute("aria-current", "true");
      some ||= !choice.hidden;
    }
    group.hidden = !some;
    any ||= some;
  }
  none.hidden = any;
}

function choose(choice) {
  sheet.close();
  chosen(Number(choice.dataset.seat));
}

function visible() {
  return [...list.querySelectorAll(".seat-choice:not([hidden])")];
}

list.addEventListener("click", (event) => {
  const choice = event.target.closest(".seat-choice");
  if (choice) choose(choice);
});
find.addEventListener("input", () => {
  show(new Set([...list.querySelectorAll(".unread")].map(({ dataset }) => Number(dataset.seat))));
  list.scrollTop = 0;
});
sheet.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const choices = visible();
  const at = choices.indexOf(document.activeElement);
  if (event.key === "Enter" && document.activeElement === find && find.value && choices.length) {
    event.preventDefault();
    choose(choices[0]);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const to = at + (event.key === "ArrowDown" ? 1 : -1);
    (to < 0 ? find : choices[Math.min(to, choices.length - 1)])?.focus();
  }
});
// the backdrop belongs to the dialog: a click that hits nothing inside is one beside it
sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
document.getElementById("picker-close").addEventListener("click", () => sheet.close());
