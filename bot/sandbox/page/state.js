// What the page knows, as the server told it.

import { emit, on } from './bus.js';
import { recall, remember } from './preferences.js';

/** @typedef {{id: string, name: string, about: string, avatar: ?string, manager: boolean, linked: string[]}} Person */
/** @typedef {{id: string, name: string, topic: string, kind: 'text'|'dm'}} Channel */

export const state = {
  /** @type {?string} */ me: null,
  locale: firstLocale(),
  guild: { id: '', name: '' },
  notice: '',
  /** @type {Channel[]} */ channels: [],
  /** @type {Person[]} */ people: [],
  bot: { id: '', name: 'Renown', avatar: null },
  /** @type {object[]} */ commands: [],
  /** @type {object[]} */ accounts: [],
  stage: { guilds: [], roles: [], gone: [], pictures: true },
  /** @type {?string} */ channelId: null,
  connected: false,
};

function firstLocale() {
  const known = recall('locale') ?? navigator.language;
  return known.startsWith('fr') ? 'fr' : 'en-US';
}

/** Someone of the community, or the bot; null for a stranger. */
export function person(id) {
  if (id === state.bot.id) return { ...state.bot, about: '', manager: false, linked: [] };
  return state.people.find((one) => one.id === id) ?? null;
}

/** The person this tab is. */
export function myself() {
  return state.me ? person(state.me) : null;
}

/** @returns {?Channel} */
export function channel(id = state.channelId) {
  return state.channels.find((one) => one.id === id) ?? null;
}

/** What a channel is called: a direct one bears the bot's name. */
export function channelTitle(one) {
  return one.kind === 'dm' ? state.bot.name : `#${one.name}`;
}

/** Chooses the language of the page and of the Discord client that it plays. */
export function setLocale(locale) {
  state.locale = locale;
  remember('locale', locale);
  emit('locale');
}

on('hello', (frame) => {
  for (const key of ['guild', 'channels', 'people', 'bot', 'commands', 'accounts', 'stage', 'notice', 'notice_localizations']) {
    if (frame[key] !== undefined) state[key] = frame[key];
  }
});
on('commands', ({ commands }) => { state.commands = commands; });
on('accounts', ({ accounts }) => { state.accounts = accounts; });
