// Discord's inline markdown as DOM nodes. Untrusted text only ever becomes text nodes.

import { format } from './clock.js';
import { emit } from './bus.js';
import { commandLabel } from './commands.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { channel, channelTitle, person, state } from './state.js';

/** Where a rule could begin; everything else is plain. */
const SPECIAL = /[\\`<[h|*_~\n]/g;

/** @type {Array<[RegExp, (match: RegExpExecArray) => Node|string]>} */
const RULES = [
  [/\\([^\p{L}\p{N}\s])/uy, (m) => m[1]],
  [/\n/y, () => h('br')],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => h('code', {}, m[2])],
  [/<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y, (m) => timestamp(Number(m[1]), m[2] ?? 'f')],
  [/<@!?(\d+)>/y, (m) => personMention(m[1])],
  [/<@&(\d+)>/y, (m) => h('span', { class: 'mention' }, `@${roleName(m[1])}`)],
  [/<#(\d+)>/y, (m) => channelMention(m[1])],
  [/<\/([^:>]+):(\d+)>/y, (m) => commandMention(m[1])],
  [/<a?:(\w+):\d+>/y, (m) => `:${m[1]}:`],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1], m[1])],
  [/\[((?:[^\\[\]]|\\.)+)\]\(\s*<?(https?:\/\/(?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+"[^"]*")?\s*\)/y,
    (m) => link(m[2], ...inline(m[1]))],
  [/https?:\/\/[^\s<]*[^\s<.,:;"'\])*_|~]/y, (m) => messageLink(m[0])],
  [/\|\|([\s\S]+?)\|\|/y, (m) => spoiler(inline(m[1]))],
  [/\*\*([\s\S]+?)\*\*(?!\*)/y, (m) => h('strong', {}, inline(m[1]))],
  [/__([\s\S]+?)__(?!_)/y, (m) => h('u', {}, inline(m[1]))],
  [/\*(?!\s)((?:\*\*|\\[\s\S]|[^*\\])+)\*(?!\*)/y, (m) => h('em', {}, inline(m[1]))],
  [/(?<![\p{L}\p{N}])_(?!\s)((?:__|\\[\s\S]|[^_\\])+)_(?![\p{L}\p{N}_])/uy, (m) => h('em', {}, inline(m[1]))],
  [/~~([\s\S]+?)~~/y, (m) => h('s', {}, inline(m[1]))],
];

/**
 * @param {string} text
 * @returns {Array<Node|string>}
 */
export function inline(text) {
  const nodes = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const [node, end] = matchAt(text, at);
    if (typeof node === 'string') plain += node;
    else {
      if (plain) nodes.push(plain);
      plain = '';
      nodes.push(node);
    }
    at = end;
  }
  return plain ? [...nodes, plain] : nodes;
}

function matchAt(text, at) {
  for (const [pattern, build] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return [build(match), at + match[0].length];
  }
  SPECIAL.lastIndex = at + 1;
  const end = SPECIAL.exec(text)?.index ?? text.length;
  return [text.slice(at, end), end];
}

function timestamp(unix, style) {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${unix}>`;
  const attributes = { datetime: date.toISOString(), title: format(date, 'F'), class: 'timestamp' };
  return h('time', { ...attributes, 'data-unix': unix, 'data-style': style }, format(date, style));
}

function personMention(id) {
  const one = person(id);
  const open = (event) => emit('person-menu', { id, anchor: event.currentTarget });
  if (!one) return h('span', { class: 'mention' }, `@${id}`);
  const attributes = { type: 'button', class: 'mention', 'aria-haspopup': 'menu', onclick: open };
  if (id === state.bot.id) return h('span', { class: 'mention' }, `@${one.name}`);
  return h('button', attributes, `@${one.name}`);
}

function roleName(id) {
  return state.stage.roles.find((role) => role.id === id)?.name ?? id;
}

function channelMention(id) {
  const one = channel(id);
  if (!one) return h('span', { class: 'mention' }, `#${id}`);
  const go = () => emit('go', { channelId: id });
  return h('button', { type: 'button', class: 'mention', onclick: go }, channelTitle(one));
}

/** A link to a message, as Discord shows it: the channel, and that there is something in it. */
function messageLink(url) {
  const place = /^https:\/\/discord\.com\/channels\/\d+\/(\d+)\/\d+$/.exec(url);
  const one = place && channel(place[1]);
  if (!one) return link(url, url);
  const go = () => emit('go', { channelId: one.id });
  return h('button', { type: 'button', class: 'mention', onclick: go }, t('message_in', { name: channelTitle(one) }));
}

function commandMention(path) {
  const label = commandLabel(path);
  if (!label) return h('span', { class: 'mention' }, `/${path}`);
  const start = () => emit('compose-command', { path });
  return h('button', { type: 'button', class: 'mention', onclick: start }, `/${label}`);
}

/** A link to the outside; only http and https ever become one. */
export function link(url, ...children) {
  if (!/^https?:\/\//i.test(url)) return h('span', {}, children);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, children);
}

function spoiler(children) {
  const hidden = h('span', { class: 'spoiler-text' }, children);
  hidden.inert = true;
  const cover = h('button', { type: 'button', class: 'spoiler-cover', 'aria-label': t('spoiler') });
  cover.addEventListener('click', () => {
    hidden.inert = false;
    cover.remove();
  });
  return h('span', { class: 'spoiler' }, cover, hidden);
}
