// Using a button or a select of a message: one interaction at a time per message.

import { reason, t } from './i18n.js';
import { ask } from './socket.js';
import { announce } from './announce.js';
import { h } from './dom.js';

/**
 * @param {HTMLElement} control
 * @param {object} message the raw message it belongs to
 * @param {{custom_id: string, component_type: number, values?: string[]}} use
 */
export async function press(control, message, use) {
  const article = control.closest('article');
  article?.querySelector('.press-failed')?.remove();
  busy(article, control, true);
  try {
    await ask({ t: 'component', channel_id: message.channel_id, message_id: message.id, ...use });
  } catch (error) {
    const sentence = t('failed', { name: control.textContent.trim(), reason: reason(error.message) });
    article?.querySelector('.body')?.append(h('p', { class: 'press-failed' }, sentence));
    announce(sentence);
  } finally {
    busy(article, control, false);
  }
}

function busy(article, control, yes) {
  control.classList.toggle('pending', yes);
  if (yes) article?.setAttribute('aria-busy', 'true');
  else article?.removeAttribute('aria-busy');
}
