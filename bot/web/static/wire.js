// How the page talks to the office. It knows addresses, and nothing of what is drawn.

/** The office said no: the same again would be refused again. */
export class Refused extends Error {}

/** Not known to have arrived. The same again, under the same update id, changes nothing twice. */
export class Lost extends Error {}

const PATIENCE = 20_000; // ms; the year's end may take longer, and says so

export async function fetchText(address) {
  let answer;
  try {
    answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Lost("网络不通，没有取到。");
  }
  if (!answer.ok) throw await fault(answer);
  return answer.text();
}

const LARGEST = 20 * 1024 * 1024;

/** Send one file; what comes back goes with the words it belongs to. */
export async function upload(file) {
  if (file.size > LARGEST) throw new Refused("超过20MB，请压缩或拆分后再发。");
  let answer;
  try {
    answer = await fetch(`/chat/file?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-Duban": "1" },
      body: file,
    });
  } catch {
    throw new Lost("网络不通，没有送出。");
  }
  if (!answer.ok) throw await fault(answer);
  return answer.json();
}

export async function post(address, fields, patience = PATIENCE) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Duban": "1" },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new Lost("网络不通，没有送出。");
  }
  if (!answer.ok) throw await fault(answer);
  return answer.json();
}

async function fault(answer) {
  let sentence = "系统没有受理，请稍后再试。";
  try {
    sentence = (await answer.json()).error || sentence;
  } catch {
    // not ours: something between the page and the office answered
  }
  return answer.status >= 500 ? new Lost(sentence) : new Refused(sentence);
}

/**
 * Hear of changes for as long as the page is looked at. `opened` is called on every
 * connection, the first and each later one: whatever was missed must be asked for then.
 * A hidden page lets go, because a browser allows only six connections to one office.
 */
export function listen({ changed, opened, lost }) {
  let source = null;
  let retry = 0;
  const connect = () => {
    clearTimeout(retry);
    source?.close();
    if (document.hidden) return;
    source = new EventSource("/chat/events");
    source.onopen = opened;
    source.onmessage = (event) => changed(JSON.parse(event.data).seats);
    source.onerror = () => {
      lost();
      // the browser itself gives up after an answer that is no event stream
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, 2000);
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source?.close();
    else connect();
  });
  addEventListener("pagehide", () => source?.close());
  connect();
}
