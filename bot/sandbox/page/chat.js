// The conversation of the open channel.

import { announce } from './announce.js';
import { emit, on } from './bus.js';
import { format, sameDay } from './clock.js';
import { byId, fill, h } from './dom.js';
import { localized, reason, t } from './i18n.js';
import { authorOf, isEphemeral, isGrouped, messageElement } from './message.js';
import { channel, channelTitle, state } from './state.js';

const NEAR_END = 120;
const MARGIN = 44;

/** @type {Map<string, Map<string, object>>} raw messages by channel and id */
const histories = new Map();
/** @type {Set<string>} ephemeral ones that were dismissed */
const dismissed = new Set();
/** Whether the reader is at the end, and wants to stay there. */
let atEnd = true;
/** Where the page itself last scrolled to. */
let placed = 0;

function history(channelId) {
  if (!histories.has(channelId)) histories.set(channelId, new Map());
  return histories.get(channelId);
}

function bySnowflake(one, other) {
  return one.id.length - other.id.length || (one.id < other.id ? -1 : 1);
}

function visible(channelId) {
  return [...history(channelId).values()].filter(({ id }) => !dismissed.has(id)).sort(bySnowflake);
}

/** Draws the open channel anew. */
export function drawChat() {
  const here = channel();
  if (!here) return;
  const name = channelTitle(here);
  const topic = here.kind === 'dm' ? t('direct_topic', { name: state.bot.name }) : localized(here, 'topic');
  byId('channel-name').textContent = name;
  byId('channel-topic').textContent = topic;
  const notice = h('p', { class: 'notice' }, localized(state, 'notice'));
  const intro = h('div', { class: 'intro' }, h('p', { class: 'intro-title' }, t('channel_start', { name })), notice);
  const box = fill(byId('messages'), intro);
  let previous = null;
  for (const raw of visible(here.id)) {
    box.append(...entry(raw, previous));
    previous = raw;
  }
  toEnd();
}

/** A message, with the day above it when it is the first of that day. */
function entry(raw, previous) {
  const date = new Date(raw.timestamp);
  const newDay = !previous || !sameDay(new Date(previous.timestamp), date);
  const day = newDay ? h('p', { class: 'day' }, h('span', {}, dayName(date))) : null;
  const element = messageElement(raw, !newDay && isGrouped(raw, previous), () => dismiss(raw));
  return day ? [day, element] : [element];
}

function dayName(date) {
  return new Intl.DateTimeFormat(state.locale, { dateStyle: 'full' }).format(date);
}

function dismiss(raw) {
  dismissed.add(raw.id);
  elementOf(raw.id)?.remove();
  byId('composer-input').focus();
}

function elementOf(id) {
  return byId('messages').querySelector(`article[data-message-id="${CSS.escape(id)}"]`);
}

function toEnd() {
  atEnd = true;
  stay();
}

/** Goes back to the end if the reader was there: to the top of the last message if it is tall. */
function stay() {
  const box = byId('messages');
  const last = box.lastElementChild;
  if (!atEnd || !last) return;
  const top = box.scrollTop + last.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop = Math.min(box.scrollHeight - box.clientHeight, top - MARGIN);
  placed = box.scrollTop;
}

function watchScrolling() {
  const box = byId('messages');
  box.addEventListener('scroll', () => {
    if (Math.abs(box.scrollTop - placed) < 2) return; // our own doing
    atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
  });
  box.addEventListener('load', stay, { capture: true }); // an image found its height
  new ResizeObserver(stay).observe(box);
}

function add(raw) {
  const before = visible(raw.channel_id).filter(({ id }) => id !== raw.id).at(-1);
  history(raw.channel_id).set(raw.id, raw);
  if (raw.channel_id !== state.channelId) {
    emit('unread', { message: raw });
    return;
  }
  const mine = raw.author.id === state.me;
  byId('messages').append(...entry(raw, before));
  if (mine || isEphemeral(raw)) toEnd();
  else stay();
  if (!mine) announceMessage(raw);
}

function announceMessage(raw) {
  const parts = elementOf(raw.id)?.querySelectorAll('.body > :not(.byline, .private-note)') ?? [];
  const text = [...parts].map((one) => one.innerText).join(' ');
  const key = isEphemeral(raw) ? 'announce_private' : 'announce';
  announce(t(key, { name: authorOf(raw).name, text: text.replace(/\s+/g, ' ') }));
}

function update(raw) {
  const known = history(raw.channel_id);
  if (!known.has(raw.id)) {
    add(raw);
    return;
  }
  const merged = { ...known.get(raw.id), ...raw };
  known.set(raw.id, merged);
  const element = elementOf(raw.id);
  if (!element) return;
  const fresh = messageElement(merged, element.classList.contains('grouped'), () => dismiss(merged));
  swap(element, fresh);
  stay();
  announceMessage(merged);
}

const CONTROLS = 'button, a[href]';

/** Replaces a message and keeps the focus on the control in the same place. */
function swap(element, fresh) {
  const focused = [...element.querySelectorAll(CONTROLS)].indexOf(document.activeElement);
  element.replaceWith(fresh);
  if (focused < 0) return;
  const controls = [...fresh.querySelectorAll(CONTROLS)];
  const target = controls[focused];
  (target && !target.disabled ? target : byId('messages')).focus();
}

function remove({ channel_id: channelId, id }) {
  history(channelId).delete(id);
  elementOf(id)?.remove();
}

/**
 * A line that only this tab shows: something under way, or gone wrong.
 * @returns {{done: () => void, failed: (message: string) => void}}
 */
export function localLine(name) {
  const line = h('p', { class: 'local-line' }, t('sending', { name }));
  byId('messages').append(line);
  toEnd();
  return {
    done: () => line.remove(),
    failed: (message) => {
      const sentence = t('failed', { name, reason: reason(message) });
      line.classList.add('failed');
      line.textContent = sentence;
      announce(sentence);
    },
  };
}

/** Forgets what another person may have seen. */
export function forgetHistories() {
  histories.clear();
  dismissed.clear();
}

watchScrolling();
on('history', ({ channel_id: channelId, messages }) => {
  histories.set(channelId, new Map(messages.map((raw) => [raw.id, raw])));
  if (channelId === state.channelId) drawChat();
});
on('message', ({ message }) => add(message));
on('message_update', ({ message }) => update(message));
on('message_delete', remove);
