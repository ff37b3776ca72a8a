// Discord's select menus: of words, people, roles and channels.

import { fill, h, span } from './dom.js';
import { icon } from './icons.js';
import { localized, t } from './i18n.js';
import { chooseFrom } from './listbox.js';
import { channelTitle, state } from './state.js';

const PEOPLE = 5;
const ROLES = 6;
const MENTIONABLE = 7;
const CHANNELS = 8;

/** @returns {import('./listbox.js').Item[]} what a raw select offers */
function selectItems(raw) {
  switch (raw.type) {
    case PEOPLE: return peopleItems();
    case ROLES: return roleItems();
    case MENTIONABLE: return [...peopleItems(), ...roleItems()];
    case CHANNELS: return channelItems();
    default: return raw.options.map(({ value, label, description, emoji }) => (
      { value, label, detail: description ?? undefined, emoji: emoji?.id ? undefined : emoji?.name }));
  }
}

/** The members, and the bot, as items of a list. */
export function peopleItems() {
  const members = state.people.map((one) => ({ value: one.id, label: one.name, detail: localized(one, 'about') }));
  return [...members, { value: state.bot.id, label: state.bot.name }];
}

/** The roles of the community. */
export function roleItems() {
  return state.stage.roles.map(({ id, name }) => ({ value: id, label: `@${name.replace(/^@/, '')}` }));
}

/** The channels of the community. */
export function channelItems() {
  const shared = state.channels.filter(({ kind }) => kind === 'text');
  return shared.map((one) => ({ value: one.id, label: channelTitle(one), detail: localized(one, 'topic') }));
}

/** What a raw select has chosen from the start. */
export function selectDefaults(raw) {
  if (raw.options) return raw.options.filter((option) => option.default).map(({ value }) => value);
  return (raw.default_values ?? []).map(({ id }) => id);
}

/**
 * A button that opens the list of a raw select.
 * @param {object} raw
 * @param {(values: string[]) => void} onChoose
 * @param {string} [title] what it is for, where the placeholder does not say it
 * @param {Object<string, string>} [attributes]
 */
export function selectButton(raw, onChoose, title = '', attributes = {}) {
  const items = selectItems(raw);
  let selected = selectDefaults(raw);
  const words = span('select-words');
  const label = raw.placeholder || t('select_placeholder');
  const show = () => {
    const names = items.filter(({ value }) => selected.includes(value)).map((item) => item.label);
    fill(words, names.length ? names.join(', ') : label);
    words.classList.toggle('placeholder', !names.length);
    button.setAttribute('aria-label', title || names.length ? `${title || label}: ${words.textContent}` : label);
  };
  const open = async () => {
    const wish = { items, label, min: raw.min_values ?? 1, max: raw.max_values ?? 1, selected };
    const values = await chooseFrom(button, wish);
    if (!values) return;
    selected = values;
    show();
    onChoose(values);
  };
  const button = h('button', {
    type: 'button', class: 'select', 'aria-haspopup': 'listbox', 'aria-expanded': 'false',
    disabled: raw.disabled, onclick: open, ...attributes,
  }, words, icon('chevron'));
  show();
  return button;
}
