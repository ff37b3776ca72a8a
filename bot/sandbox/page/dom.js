// Builds DOM nodes; text always becomes a text node, never markup.

/**
 * @param {string} tag
 * @param {Object<string, any>} [attributes] `on…` functions become listeners; null and false are skipped
 * @param {...(Node|string|null|undefined|Array)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  append(element, children);
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'value') element.value = value;
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** A span with a class, the commonest of all. */
export function span(className, ...children) {
  return h('span', { class: className }, children);
}

/** Appends nodes and strings, skipping what is absent. */
function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
  return parent;
}

/** Replaces everything inside `parent`. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

/** @param {string} id */
export function byId(id) {
  return document.getElementById(id);
}

let serial = 0;

/** An id that no other element of the page has. */
export function freshId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

/** `#rrggbb` of Discord's integer colour. */
export function cssColor(number) {
  return `#${Number(number).toString(16).padStart(6, '0').slice(-6)}`;
}
