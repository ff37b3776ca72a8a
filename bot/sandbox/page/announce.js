// Words for those who listen to the page, and short notices for those who look at it.

import { iconButton } from './buttons.js';
import { byId, h } from './dom.js';
import { t } from './i18n.js';

const LONGEST = 400;
const KEPT = 3;
const TOAST_STAYS = 8000;

/** Says `words` through the polite live region. */
export function announce(words) {
  const live = byId('live');
  live.append(h('p', {}, words.slice(0, LONGEST)));
  while (live.children.length > KEPT) live.firstElementChild.remove();
}

/**
 * A notice that goes away by itself.
 * @param {string} words
 * @param {{label: string, run: () => void}} [action]
 */
export function toast(words, action) {
  const button = action && h('button', { type: 'button', class: 'toast-action' }, action.label);
  const close = iconButton('close', t('close'), () => box.remove());
  const box = h('div', { class: 'toast' }, h('p', {}, words), button, close);
  button?.addEventListener('click', () => {
    action.run();
    box.remove();
  });
  byId('toasts').replaceChildren(box);
  setTimeout(() => box.remove(), TOAST_STAYS);
  announce(words);
}
