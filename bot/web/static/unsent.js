// What was typed and is not yet known to have arrived. It outlives a reload of the page,
// and is repeated under the same update id, so that nothing is said twice.

const SHELF = "duban.unsent";
const said = load();

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(SHELF) ?? "[]").map((one) => ({ ...one, failed: true }));
  } catch {
    return [];
  }
}

function keep() {
  try {
    sessionStorage.setItem(SHELF, JSON.stringify(said));
  } catch {
    // a browser that keeps nothing: the page itself still does
  }
}

export function add(seat, text, files = []) {
  const one = { update: crypto.randomUUID(), seat, text, files, failed: false };
  said.push(one);
  keep();
  return one;
}

export function drop(one) {
  const at = said.indexOf(one);
  if (at >= 0) said.splice(at, 1);
  keep();
}

export const of = (seat) => said.filter((one) => one.seat === seat);
export const find = (update) => said.find((one) => one.update === update);
