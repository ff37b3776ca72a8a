// One message as an article.

import { format } from './clock.js';
import { component } from './components.js';
import { emit } from './bus.js';
import { commandLabel } from './commands.js';
import { h, span } from './dom.js';
import { embed } from './embeds.js';
import { icon } from './icons.js';
import { localized, t } from './i18n.js';
import { markdown } from './markdown.js';
import { attachmentList, avatar } from './media.js';
import { person, state } from './state.js';

const EPHEMERAL = 1 << 6;
const THINKING = 1 << 7;
const GROUPED_WITHIN = 7 * 60 * 1000;

/** Whether only the viewer sees it. */
export function isEphemeral(raw) {
  return Boolean(raw.flags & EPHEMERAL);
}

/** Who wrote it, as the page knows them. */
export function authorOf(raw) {
  const { id, global_name: globalName, username } = raw.author;
  return person(id) ?? { id, name: globalName ?? username, avatar: null };
}

/** Whether it follows `previous` closely enough to go without name and picture. */
export function isGrouped(raw, previous) {
  if (!previous || previous.author.id !== raw.author.id) return false;
  if (isEphemeral(raw) || isEphemeral(previous) || context(raw)) return false;
  return Date.parse(raw.timestamp) - Date.parse(previous.timestamp) < GROUPED_WITHIN;
}

/**
 * @param {object} raw Discord's message
 * @param {boolean} grouped
 * @param {() => void} onDismiss for an ephemeral one
 */
export function messageElement(raw, grouped, onDismiss) {
  const author = authorOf(raw);
  const kinds = ['message', grouped && 'grouped', isEphemeral(raw) && 'ephemeral', mentionsMe(raw) && 'for-me'];
  const className = kinds.filter(Boolean).join(' ');
  return h('article', { class: className, 'data-message-id': raw.id, 'aria-label': label(raw, author) },
    context(raw),
    grouped ? shortTime(raw) : avatar(author),
    h('div', { class: 'body' },
      grouped ? null : byline(raw, author),
      content(raw, author),
      isEphemeral(raw) ? privateNote(onDismiss) : null));
}

function label(raw, author) {
  return `${author.name}, ${format(new Date(raw.timestamp), 'f')}`;
}

function mentionsMe(raw) {
  return raw.author.id !== state.me && (raw.mentions ?? []).some(({ id }) => id === state.me);
}

function shortTime(raw) {
  return h('time', { class: 'short-time', datetime: raw.timestamp }, format(new Date(raw.timestamp), 't'));
}

function byline(raw, author) {
  const isBot = author.id === state.bot.id;
  const open = (event) => emit('person-menu', { id: author.id, anchor: event.currentTarget });
  const name = isBot
    ? span('author', author.name)
    : h('button', { type: 'button', class: 'author', 'aria-haspopup': 'menu', onclick: open }, author.name);
  const date = new Date(raw.timestamp);
  const time = h('time', { class: 'sent', datetime: raw.timestamp, title: format(date, 'F') }, format(date, 't'));
  return h('p', { class: 'byline' }, name, isBot && span('badge', t('app')), time);
}

function content(raw, author) {
  if (raw.flags & THINKING) return thinking(author);
  return [
    raw.content ? h('div', { class: 'content' }, markdown(raw.content), edited(raw)) : null,
    isSecondVersion(raw) ? null : attachmentList(raw.attachments ?? [], raw.embeds ?? []),
    (raw.embeds ?? []).map((one) => embed(one, raw.attachments)),
    raw.components?.length ? h('div', { class: 'components' }, raw.components.map((one) => component(one, raw))) : null,
  ];
}

function isSecondVersion(raw) {
  return Boolean(raw.flags & (1 << 15));
}

function thinking(author) {
  const dots = h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
  return h('p', { class: 'thinking' }, dots, t('thinking', { name: author.name }));
}

function edited(raw) {
  return raw.edited_timestamp ? span('edited', t('edited')) : null;
}

function privateNote(onDismiss) {
  const dismiss = h('button', { type: 'button', class: 'text-button', onclick: onDismiss }, t('dismiss'));
  return h('p', { class: 'private-note' }, icon('eye'), t('only_you'), ' · ', dismiss);
}

/** The line above a message: the command that it answers, or the message that it replies to. */
function context(raw) {
  const used = raw.interaction_metadata;
  if (used?.name) return contextLine(t('used', { name: nameOf(used.user) }), commandWords(used));
  if (!raw.message_reference || raw.type === 6) return null;
  const quoted = raw.referenced_message;
  const name = quoted ? authorOf(quoted).name : '';
  const words = quoted ? plainStart(quoted) : t('deleted_message');
  return contextLine(t('replying', { name }), span('quoted', words));
}

function contextLine(lead, words) {
  return h('p', { class: 'context' }, icon('reply'), h('span', {}, lead), ' ', words);
}

function nameOf(user) {
  return person(user.id)?.name ?? user.global_name ?? user.username;
}

function commandWords(used) {
  const menu = state.commands.find((one) => one.type === 2 && one.name === used.name);
  const words = menu ? localized(menu, 'name') : `/${commandLabel(used.name) ?? used.name}`;
  return h('strong', { class: 'command-name' }, words);
}

function plainStart(raw) {
  const holder = h('div', {}, markdown(raw.content ?? ''));
  return holder.textContent.slice(0, 90);
}
