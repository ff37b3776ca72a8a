// A few things to try, until one has been tried.

import { emit, on } from './bus.js';
import { commandAt } from './commands.js';
import { byId, fill, h, span } from './dom.js';
import { t } from './i18n.js';
import { recall, remember } from './preferences.js';
import { state } from './state.js';

const COMMANDS = ['score', 'leaderboard', 'why'];

/** Lets the suggestions go when one was used; to be called once. */
export function initStarters() {
  on('tried', () => {
    remember('tried', 'yes');
    drawStarters();
  });
}

/** Draws the suggestions, if they are still of use. */
export function drawStarters() {
  const box = byId('starters');
  const commands = COMMANDS.map(commandAt).filter(Boolean);
  box.hidden = !state.me || recall('tried') === 'yes' || !commands.length;
  if (box.hidden) return;
  const question = `@${state.bot.name} ${t('starter_question')}`;
  const start = (path) => emit('compose-command', { path: path.join(' ') });
  const chips = commands.map(({ label, path }) => chip(`/${label}`, () => start(path)));
  chips.push(chip(question, () => emit('compose-text', { text: question })));
  fill(box, span('starters-title', t('starters')), chips);
}

function chip(words, run) {
  return h('button', { type: 'button', class: 'chip', onclick: run, 'data-test': 'starter' }, words);
}
