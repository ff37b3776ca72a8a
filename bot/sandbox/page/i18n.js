// The words of the page, and Discord's own localisations of commands.

import { en } from './strings_en.js';
import { fr } from './strings_fr.js';
import { state } from './state.js';

/** How `socket.js` names a lost connection. */
export const DISCONNECTED = 'disconnected';

/** The language subtag of the viewer: `en` or `fr`. */
function language() {
  return state.locale === 'fr' ? 'fr' : 'en';
}

/**
 * @param {string} key
 * @param {Object<string, string|number>} [values] fill `{name}` in the sentence
 */
export function t(key, values = {}) {
  const table = language() === 'fr' ? fr : en;
  return table[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** Why something failed: the page's own words for a lost connection, else the server's. */
export function reason(message) {
  return message === DISCONNECTED ? t('disconnected') : message;
}

/** `name`, `description` … of a raw Discord object, in the viewer's language. */
export function localized(raw, key) {
  return raw[`${key}_localizations`]?.[state.locale] ?? raw[key] ?? '';
}

const TARGETS = [
  ['t', (element, words) => { element.textContent = words; }],
  ['tLabel', (element, words) => element.setAttribute('aria-label', words)],
];

/** Puts the words into everything of `index.html` that carries a `data-t…` key. */
export function translatePage() {
  document.documentElement.lang = language();
  for (const [name, put] of TARGETS) {
    const attribute = name === 't' ? 'data-t' : 'data-t-label';
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      put(element, t(element.dataset[name]));
    }
  }
}
