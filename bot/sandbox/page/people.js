// The right-hand side: two tabs, and who is here.

import { drawAccounts, initAccounts } from './accounts.js';
import { emit } from './bus.js';
import { byId, fill, h, span } from './dom.js';
import { t } from './i18n.js';
import { avatar } from './media.js';
import { drawStage, initStage } from './stage.js';
import { state } from './state.js';

const TABS = ['members', 'accounts', 'stage'];

/** Makes the tabs and the lists work; to be called once. */
export function initPeople() {
  for (const name of TABS) {
    byId(`tab-${name}`).addEventListener('click', () => showTab(name));
    byId(`tab-${name}`).addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const step = event.key === 'ArrowRight' ? 1 : -1;
      const other = TABS[(TABS.indexOf(name) + step + TABS.length) % TABS.length];
      showTab(other);
      byId(`tab-${other}`).focus();
    });
  }
  showTab('members');
  initAccounts();
  initStage();
}

function showTab(chosen) {
  for (const name of TABS) {
    const tab = byId(`tab-${name}`);
    tab.setAttribute('aria-selected', String(name === chosen));
    tab.tabIndex = name === chosen ? 0 : -1;
    byId(`panel-${name}`).hidden = name !== chosen;
  }
}

/** Draws both lists anew. */
export function drawPeople() {
  const { bot: one } = state;
  const bot = h('li', { class: 'person bot' }, avatar(one, 32), span('person-name', one.name), span('badge', t('app')));
  fill(byId('panel-members'), h('ul', { class: 'person-list' }, bot, state.people.map(personRow)));
  drawAccounts();
  drawStage();
}

function personRow(one) {
  const open = (event) => emit('person-menu', { id: one.id, anchor: event.currentTarget });
  const marks = [one.id === state.me && t('you'), one.manager && t('manager')].filter(Boolean).join(' · ');
  const row = h('button', {
    type: 'button', class: 'person', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    'data-test': `member-${one.id}`, onclick: open,
  }, avatar(one, 32), span('person-lines', span('person-name', one.name), marks && span('mark', marks)));
  row.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    row.click();
  });
  return h('li', {}, row);
}
