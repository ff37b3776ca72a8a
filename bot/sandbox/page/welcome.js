// The first panel: who would you like to be?

import { emit, on } from './bus.js';
import { closeButton } from './buttons.js';
import { byId, fill, h, span } from './dom.js';
import { localized, t } from './i18n.js';
import { avatar } from './media.js';
import { setLocale, state } from './state.js';

/** Lets the panel open; to be called once. */
export function initWelcome() {
  on('pick-person', openWelcome);
  byId('welcome').addEventListener('cancel', (event) => {
    if (!state.me) event.preventDefault(); // nobody can be nobody
  });
  byId('welcome').addEventListener('close', () => {
    if (!state.me) openWelcome(); // a second Escape closes whatever one says
  });
}

/** Opens the panel. */
export function openWelcome() {
  drawWelcome();
  byId('welcome').setAttribute('aria-labelledby', 'welcome-title');
  if (!byId('welcome').open) byId('welcome').showModal();
  byId('welcome').scrollTop = 0;
}

/** Draws the panel anew, as after a change of language. */
export function drawWelcome() {
  fill(byId('welcome'),
    h('div', { class: 'welcome-top' },
      h('img', { src: '/static/mark.svg', alt: '', width: 44, height: 44 }),
      h('h2', { id: 'welcome-title', tabindex: -1, autofocus: true }, t('welcome_title')),
      languages(),
      state.me ? closeButton(byId('welcome'), 'dialog-close') : null),
    h('p', { class: 'welcome-words' }, t('welcome_words')),
    h('p', { class: 'notice' }, localized(state, 'notice')),
    h('h3', { class: 'welcome-pick' }, t('welcome_pick')),
    h('ul', { class: 'cards' }, state.people.map((one) => h('li', {}, card(one)))),
    h('p', { class: 'welcome-again' }, t('welcome_again')));
}

function languages() {
  const names = [['en-US', 'English', 'en'], ['fr', 'Français', 'fr']];
  const buttons = names.map(([locale, name, lang]) => h('button', {
    type: 'button', lang, 'aria-pressed': String(state.locale === locale), 'data-test': `welcome-${lang}`,
    onclick: () => {
      setLocale(locale);
      byId('welcome').querySelector(`[lang=${lang}]`).focus();
    },
  }, name));
  return h('div', { class: 'languages', role: 'group', 'aria-label': t('language') }, buttons);
}

function card(one) {
  const linked = one.linked.length ? one.linked.join(' · ') : t('nothing_linked');
  const be = () => {
    byId('welcome').close();
    emit('become', { id: one.id });
  };
  const current = one.id === state.me ? 'true' : null;
  return h('button', {
    type: 'button', class: 'card', 'data-test': `person-${one.id}`, 'aria-current': current, onclick: be,
  }, avatar(one, 44), span('card-words',
    span('person-name', one.name, one.manager && span('mark', t('manager'))),
    span('person-words', localized(one, 'about')),
    span('person-linked', linked)));
}
