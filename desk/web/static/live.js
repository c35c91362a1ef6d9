/** What happens on the floor, as it happens. Events carry ids only: whoever hears of one reads anew what it shows. */

const KINDS = ["placed", "offered", "taken", "returned", "closed", "withdrawn", "waits", "noted", "agent", "held", "resumed", "call", "target", "resync"];
const LOST_AFTER = 4000;

/** Call `heard(kind, ids)` for every event; `resync` also after the connection was away. `lost(bool)` tells of that, and
 * `alive()` that it is there: as it comes, and every ten seconds, also in a window that is not seen, where timers rest. */
export function listen(heard, lost, alive = () => {}) {
  const source = new EventSource("/api/v1/events");
  let away = false;
  let alarm = null;
  source.onopen = () => {
    clearTimeout(alarm);
    lost(false);
    alive();
    if (away) heard("resync", {});
    away = false;
  };
  source.onerror = () => {
    away = true;
    clearTimeout(alarm);
    alarm = setTimeout(() => lost(true), LOST_AFTER);
    // A browser gives up when the answer is an error, as it is while the server starts.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => reopen(heard, lost, alive), 3000);
  };
  source.addEventListener("beat", () => alive());
  for (const kind of KINDS)
    source.addEventListener(kind, (event) => heard(kind, event.data ? JSON.parse(event.data) : {}));
  return source;
}

function reopen(heard, lost, alive) {
  listen(heard, lost, alive);
  heard("resync", {});
}

/** Many calls within a moment become one, at its end. */
export function gathered(work, milliseconds = 120) {
  let waiting = null;
  return () => {
    waiting ??= setTimeout(() => {
      waiting = null;
      work();
    }, milliseconds);
  };
}
