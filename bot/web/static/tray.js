// The files one is about to send: each goes up as soon as it is chosen, and waits above the keyboard for its words.

import { upload } from "./wire.js";

const MOST = 9; // as an album has at most

/** A tray over `list`. changed() is called whenever what lies in it did. */
export function openTray(list, { toast, changed }) {
  const lying = []; // { name, handed, node }; handed is null while it is on its way
  const draw = () => {
    list.hidden = !lying.length;
    changed();
  };
  const drop = (one) => {
    const at = lying.indexOf(one);
    if (at >= 0) lying.splice(at, 1);
    one.node.remove();
    draw();
  };
  const put = async (file) => {
    const one = { name: file.name, handed: null, node: card(file.name) };
    one.node.querySelector("button").addEventListener("click", () => drop(one));
    lying.push(one);
    list.append(one.node);
    draw();
    try {
      one.handed = await upload(file);
      one.node.classList.remove("coming");
      one.node.querySelector("span").textContent = one.handed.name;
      draw();
    } catch (fault) {
      drop(one);
      toast(`${file.name}：${fault.message}`);
    }
  };
  return {
    add(files) {
      const room = MOST - lying.length;
      if (files.length > room) toast(`一次最多附${MOST}个文件。`);
      for (const file of [...files].slice(0, room)) put(file);
    },
    /** What lies in it, and it is empty. */
    take() {
      const handed = lying.map((one) => one.handed);
      lying.length = 0;
      list.replaceChildren();
      draw();
      return handed;
    },
    get ready() {
      return lying.length > 0 && lying.every((one) => one.handed);
    },
    get waits() {
      return lying.some((one) => !one.handed);
    },
  };
}

function card(name) {
  const node = document.createElement("li");
  node.className = "coming";
  const words = document.createElement("span");
  words.textContent = name;
  const away = document.createElement("button");
  away.type = "button";
  away.textContent = "✕";
  away.setAttribute("aria-label", `不附 ${name}`);
  node.append(words, away);
  return node;
}

/** How files look under the words they came with. */
export function papers(files) {
  const list = document.createElement("ul");
  list.className = "papers";
  for (const { name } of files) list.append(Object.assign(document.createElement("li"), { textContent: name }));
  return list;
}

/** A file may be picked, dropped on the phone, or pasted. */
export function wireFiles(phone, clip, picker) {
  if (!clip) return;
  const { node, tray } = phone;
  clip.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    tray.add(picker.files);
    picker.value = "";
    phone.area.focus();
  });
  const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  node.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    node.classList.add("dropping");
  });
  node.addEventListener("dragleave", (event) => {
    if (!node.contains(event.relatedTarget)) node.classList.remove("dropping");
  });
  node.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    node.classList.remove("dropping");
    tray.add(event.dataTransfer.files);
  });
  phone.area.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    tray.add(event.clipboardData.files);
  });
}
