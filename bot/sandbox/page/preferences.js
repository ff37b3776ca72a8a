// What this browser remembers. A tab may be someone else than the tab beside it.

const PREFIX = 'renown.';

/** The tab's own value, else the browser's last one. */
export function recall(name) {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? localStorage.getItem(PREFIX + name);
  } catch {
    return null; // storage is switched off: nothing is remembered, everything still works
  }
}

/** Keeps `value` for this tab and for tabs opened later. */
export function remember(name, value) {
  try {
    sessionStorage.setItem(PREFIX + name, value);
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // as above
  }
}
