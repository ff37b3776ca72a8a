// The left-hand side: channels, direct messages, and who this tab is.

import { emit, on } from './bus.js';
import { byId, fill, h, span } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { avatar } from './media.js';
import { channel, channelTitle, myself, state } from './state.js';

/** @type {Set<string>} channels with messages not yet looked at */
const unread = new Set();

/** Makes the list work; to be called once. */
export function initChannels() {
  byId('me').addEventListener('click', () => emit('pick-person'));
  on('unread', ({ message }) => {
    unread.add(message.channel_id);
    drawChannels();
  });
}

/** Draws the list anew. */
export function drawChannels() {
  unread.delete(state.channelId);
  byId('guild').textContent = state.guild.name;
  const groups = [['text_channels', 'text'], ['direct_messages', 'dm']];
  const of = (kind) => state.channels.filter((one) => one.kind === kind);
  fill(byId('channel-lists'), groups.map(([key, kind]) => group(t(key), of(kind))));
  drawMark();
  drawMe();
}

/** On a narrow screen the button that opens the list says what waits in it. */
function drawMark() {
  const waiting = unread.size > 0;
  byId('open-channels').classList.toggle('waiting', waiting);
  byId('open-channels').setAttribute('aria-label', waiting ? `${t('open_channels')} (${t('unread')})` : t('open_channels'));
}

function group(title, some) {
  if (!some.length) return null;
  return [h('h2', { class: 'group' }, title), h('ul', {}, some.map((one) => h('li', {}, channelButton(one))))];
}

function channelButton(one) {
  const current = one.id === channel()?.id;
  const sign = one.kind === 'dm' ? avatar(state.bot, 20) : h('span', { class: 'hash', 'aria-hidden': 'true' }, '#');
  const isNew = unread.has(one.id);
  const dot = isNew ? span('dot', span('visually-hidden', t('unread'))) : null;
  const name = one.kind === 'dm' ? channelTitle(one) : one.name;
  return h('button', {
    type: 'button', class: isNew ? 'channel unread' : 'channel', 'aria-current': current ? 'true' : null,
    'data-channel-id': one.id, onclick: () => emit('go', { channelId: one.id }),
  }, sign, span('channel-name', name), dot);
}

function drawMe() {
  const me = myself();
  const button = byId('me');
  button.hidden = !me;
  if (!me) return;
  const name = span('person-name', span('visually-hidden', `${t('you_are')} `), me.name);
  const words = span('me-words', name, span('visually-hidden', '. '), span('me-change', t('be_someone_else')));
  fill(button, avatar(me, 36), words, icon('swap'));
}
