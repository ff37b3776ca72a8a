// A form that the bot opens over the chat.

import { on } from './bus.js';
import { closeButton } from './buttons.js';
import { byId, fill, h } from './dom.js';
import { reason, t } from './i18n.js';
import { modalPart } from './modal_fields.js';
import { ask } from './socket.js';
import { state } from './state.js';

/** Lets the bot's modals open; to be called once. */
export function initModal() {
  on('modal', open);
}

function open({ interaction_id: interactionId, modal }) {
  const dialog = byId('modal');
  const parts = modal.components.map(modalPart);
  const problem = h('p', { class: 'modal-problem', role: 'alert', hidden: true });
  const form = h('form', { novalidate: true },
    h('h2', { id: 'modal-title' }, modal.title),
    parts.map(({ element }) => element),
    problem,
    h('div', { class: 'dialog-actions' },
      h('button', { type: 'button', class: 'button button-2', onclick: () => dialog.close() }, t('cancel')),
      h('button', { type: 'submit', class: 'button button-1', 'data-test': 'modal-submit' }, t('modal_submit'))));
  const frame = { t: 'modal', channel_id: state.channelId, interaction_id: interactionId, custom_id: modal.custom_id };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(dialog, form, parts, frame, problem);
  });
  fill(dialog, form, closeButton(dialog, 'dialog-close'));
  dialog.setAttribute('aria-labelledby', 'modal-title');
  if (!dialog.open) dialog.showModal();
  form.querySelector('input, textarea, select, .select')?.focus();
}

async function submit(dialog, form, parts, frame, problem) {
  const answers = parts.map((part) => part.read());
  const wrong = parts.find((part, index) => answers[index] === null);
  if (wrong) {
    wrong.focus();
    return;
  }
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  try {
    await ask({ ...frame, components: answers.filter((answer) => answer !== undefined) });
    dialog.close();
    byId('composer-input').focus();
  } catch (error) {
    problem.hidden = false;
    problem.textContent = reason(error.message);
  } finally {
    button.disabled = false;
  }
}
