// Bring a list on the screen to a new state by touching only what differs, so that
// selections, focus and what a screen reader has already read stay as they are.

const drawnFrom = new WeakMap();

/** Make `list` show `fresh` (elements with data-key); return those whose key was not there before. */
export function patch(list, fresh) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const added = [];
  const next = fresh.map((node) => {
    const kept = old.get(node.dataset.key);
    if (kept === node) return kept;
    const html = node.outerHTML;
    if (kept && drawnFrom.get(kept) === html) return kept;
    drawnFrom.set(node, html);
    if (!kept) added.push(node);
    return node;
  });
  const focus = focusIn(list);
  const stays = new Set(next);
  for (const node of old.values()) if (!stays.has(node)) node.remove();
  let at = list.firstElementChild;
  for (const node of next) {
    if (node === at) at = at.nextElementSibling;
    else list.insertBefore(node, at);
  }
  if (focus && !list.contains(document.activeElement)) {
    list.querySelector(focus)?.focus({ preventScroll: true });
  }
  return added;
}

/** A selector for the button in focus: its bubble may be drawn anew around it. */
function focusIn(list) {
  const { message, button } = list.contains(document.activeElement) ? document.activeElement.dataset : {};
  return message ? `[data-message="${message}"][data-button="${button}"]` : null;
}
