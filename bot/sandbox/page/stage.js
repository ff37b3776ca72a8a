// Behind the scenes: time, the communities that the bot is in, who left, and what it may send.

import { on } from './bus.js';
import { byId, fill, h, span } from './dom.js';
import { t } from './i18n.js';
import { send } from './socket.js';
import { state } from './state.js';

const WAITS = [['wait_day', 1], ['wait_week', 7]];

/** Keeps the panel up to date; to be called once. */
export function initStage() {
  on('hello', drawStage);
  on('refused', drawStage);
}

/** Does something behind the scenes; the server answers with everything anew. */
export function act(what, details = {}) {
  send({ t: 'stage', do: what, ...details });
}

/** Draws the panel anew. */
export function drawStage() {
  fill(byId('panel-stage'),
    h('p', { class: 'accounts-intro' }, t('stage_intro')),
    group('stage_time', h('div', { class: 'stage-row' }, WAITS.map(([key, days]) => (
      button(t(key), key, () => act('wait', { days })))))),
    group('stage_servers', state.stage.guilds.map(guildRow)),
    group('stage_may', pictures()),
    group('stage_gone', state.stage.gone.length ? state.stage.gone.map(goneRow) : h('p', { class: 'help' }, t('stage_nobody_gone'))));
}

function group(key, ...content) {
  return [h('h3', { class: 'group' }, t(key)), content];
}

function button(words, test, onclick, attributes = {}) {
  return h('button', { type: 'button', class: 'button button-2', 'data-test': `stage-${test}`, onclick, ...attributes }, words);
}

function guildRow({ id, name, here }) {
  const current = id === state.guild.id;
  const visit = here && !current && button(t('visit'), 'visit', () => send({ t: 'guild', guild_id: id }));
  const [words, what] = here ? [t('remove_bot'), 'remove'] : [t('invite_bot'), 'invite'];
  return h('div', { class: 'account' },
    h('p', { class: 'account-name' }, h('strong', {}, name), current && span('badge', t('here'))),
    h('p', { class: 'account-handle' }, t(here ? 'bot_is_in' : 'bot_is_out')),
    h('div', { class: 'stage-row' }, visit, button(words, what, () => act(what, { guild_id: id }))));
}

function pictures() {
  const box = h('input', {
    type: 'checkbox', checked: state.stage.pictures, 'data-test': 'stage-pictures',
    onchange: (event) => act('pictures', { yes: event.target.checked }),
  });
  return h('label', { class: 'check' }, box, h('span', {}, t('may_attach')));
}

function goneRow({ id, name }) {
  return h('div', { class: 'stage-row spread' }, span('person-name', name),
    button(t('comes_back'), 'return', () => act('return', { user_id: id })));
}
