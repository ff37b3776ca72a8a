// The sample accounts: everybody's bios, of which one may write one's own.

import { announce } from './announce.js';
import { on } from './bus.js';
import { byId, fill, freshId, h, span } from './dom.js';
import { t } from './i18n.js';
import { inline } from './inline.js';
import { send } from './socket.js';
import { state } from './state.js';

const GROUPS = [
  ['accounts_yours', ({ owner }) => owner === state.me],
  ['accounts_free', ({ owner }) => owner === null],
  ['accounts_others', ({ owner }) => owner !== null && owner !== state.me],
];
/** What is drawn, bios apart. */
let drawn = '';

/** Keeps the list up to date; to be called once. */
export function initAccounts() {
  on('accounts', () => {
    if (outline() === drawn) refreshBios();
    else drawAccounts();
  });
}

function outline() {
  return JSON.stringify(state.accounts.map(({ network, handle, owner, name }) => [network, handle, owner, name]));
}

/** Draws the list anew. */
export function drawAccounts() {
  drawn = outline();
  const all = GROUPS.map(([key, belongs]) => [key, state.accounts.filter(belongs)]);
  const groups = all.filter(([, some]) => some.length);
  const words = groups.length ? t('accounts_intro', { command: '`/link add`' }) : t('accounts_none');
  fill(byId('panel-accounts'),
    h('p', { class: 'accounts-intro' }, inline(words)),
    groups.map(([key, some]) => [h('h3', { class: 'group' }, t(key)), some.map(accountCard)]));
}

function addressOf({ network, handle }) {
  return `${network}:${handle}`;
}

function accountCard(account) {
  const page = account.page ? span('badge', t('page_badge')) : null;
  const mayEdit = account.owner === null || account.owner === state.me;
  return h('div', { class: 'account', 'data-account': addressOf(account) },
    h('p', { class: 'account-name' }, h('strong', {}, account.name), page),
    h('p', { class: 'account-handle' }, addressOf(account)),
    mayEdit ? bioForm(account) : h('p', { class: 'account-bio' }, account.bio || t('no_bio')));
}

function bioForm(account) {
  const { network, handle } = account;
  const id = freshId('bio');
  const text = h('textarea', { id, rows: 3, maxlength: 500, value: account.bio, 'data-test': `bio-${handle}` });
  const save = h('button', { type: 'submit', class: 'button button-2', 'data-test': `save-${handle}` }, t('save'));
  const label = h('label', { class: 'visually-hidden', for: id }, t('bio', { handle }));
  text.addEventListener('input', () => {
    text.dataset.dirty = 'yes';
    save.textContent = t('save');
  });
  return h('form', {
    class: 'bio',
    onsubmit: (event) => {
      event.preventDefault();
      if (!send({ t: 'bio', network, handle, text: text.value })) return;
      delete text.dataset.dirty;
      save.textContent = t('saved');
      announce(t('saved'));
    },
  }, label, text, save);
}

/** Shows new bios in place, but never over what is being written. */
function refreshBios() {
  for (const account of state.accounts) {
    const card = document.querySelector(`[data-account="${CSS.escape(addressOf(account))}"]`);
    const text = card.querySelector('textarea');
    if (!text) card.querySelector('.account-bio').textContent = account.bio || t('no_bio');
    else if (!text.dataset.dirty) text.value = account.bio;
  }
}
