// Puts the parts of the page together and says who this tab is.

import { toast } from './announce.js';
import { emit, on } from './bus.js';
import { initChannels, drawChannels } from './channels.js';
import { drawChat, forgetHistories } from './chat.js';
import { initComposer, translateComposer } from './composer.js';
import { byId } from './dom.js';
import { initDrawers } from './drawers.js';
import { drawHeader, initHeader } from './header.js';
import { t, translatePage } from './i18n.js';
import { initModal } from './modal.js';
import { drawPeople, initPeople } from './people.js';
import { initPersonMenu } from './person_menu.js';
import { recall, remember } from './preferences.js';
import { connect, send } from './socket.js';
import { drawStarters, initStarters } from './starters.js';
import { channel, channelTitle, person, state } from './state.js';
import { drawWelcome, initWelcome, openWelcome } from './welcome.js';

const TYPING_STAYS = 8000;
/** Whether this connection knows who we are. */
let introduced = false;
/** Whether the next post of the bot should be brought to sight. */
let expectingPost = false;
let typingTimer = 0;

function introduce(id) {
  introduced = true;
  state.me = id;
  remember('person', id);
  send({ t: 'iam', user_id: id, locale: state.locale });
}

function drawAll() {
  drawChannels();
  drawChat();
  drawPeople();
  drawHeader();
  drawStarters();
}

function greeted() {
  if (state.me && !person(state.me)) {
    state.me = null; // nobody in this community
    introduced = false;
  }
  const remembered = state.me ?? recall('person');
  if (!introduced && person(remembered)) {
    introduce(remembered);
    return;
  }
  const first = state.channels.find(({ kind }) => kind === 'text');
  if (!channel() && first) state.channelId = first.id;
  drawAll();
  if (state.me) send({ t: 'open', channel_id: state.channelId });
  else openWelcome();
}

function show(channelId) {
  state.channelId = channelId;
  byId('typing').hidden = true;
  emit('channel');
  drawChannels();
  drawChat();
  send({ t: 'open', channel_id: channelId });
}

function go({ channelId }) {
  show(channelId);
  byId('composer-input').focus();
}

function become({ id }) {
  forgetHistories();
  introduce(id);
  byId('composer-input').focus();
}

function localeChanged() {
  translatePage();
  translateComposer();
  if (byId('welcome').open) drawWelcome();
  drawAll();
  if (state.me) send({ t: 'iam', user_id: state.me, locale: state.locale });
}

function connection(words) {
  byId('connection').hidden = !words;
  byId('connection').textContent = words ?? '';
}

function unread({ message }) {
  const where = channel(message.channel_id);
  if (!where || message.author.id !== state.bot.id) return;
  if (expectingPost && where.kind === 'text') {
    show(where.id);
    return;
  }
  const name = channelTitle(where);
  toast(t('new_message_in', { name }), { label: t('go_there', { name }), run: () => go({ channelId: where.id }) });
}

function messageCame({ message }) {
  byId('typing').hidden = true;
  const isPost = message.author.id === state.bot.id && channel(message.channel_id)?.kind === 'text';
  if (isPost) expectingPost = false;
}

function typing({ channel_id: channelId }) {
  if (channelId !== state.channelId) return;
  byId('typing').hidden = false;
  byId('typing').textContent = t('typing', { name: state.bot.name });
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { byId('typing').hidden = true; }, TYPING_STAYS);
}

function listen() {
  on('hello', greeted);
  on('commands', drawStarters);
  on('go', go);
  on('become', become);
  on('locale', localeChanged);
  on('unread', unread);
  on('jump', () => { expectingPost = true; });
  on('typing', typing);
  on('message', messageCame);
  on('refused', ({ sentence }) => {
    expectingPost = false;
    toast(sentence);
  });
  on('connected', () => connection(null));
  on('disconnected', () => {
    introduced = false;
    connection(t('reconnecting'));
  });
}

translatePage();
initHeader();
initDrawers();
initChannels();
initPeople();
initPersonMenu();
initComposer();
initModal();
initWelcome();
initStarters();
listen();
connection(t('connecting'));
connect();
