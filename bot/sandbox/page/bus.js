// One place where parts of the page tell each other what happened.

const target = new EventTarget();

/**
 * @param {string} name a frame's type as it came from the server, or a local event
 * @param {(detail: any) => void} listener
 */
export function on(name, listener) {
  target.addEventListener(name, (event) => listener(event.detail));
}

/** Tells every listener of `name`. */
export function emit(name, detail = {}) {
  target.dispatchEvent(new CustomEvent(name, { detail }));
}
