// Where people write: words, a command, or a mention.

import { emit, on } from './bus.js';
import { localLine } from './chat.js';
import { CommandForm } from './command_form.js';
import { commandAt, matching } from './commands.js';
import { byId, h, span } from './dom.js';
import { icon } from './icons.js';
import { localized, t } from './i18n.js';
import { avatar } from './media.js';
import { mentionAt, mentionMatches, withMentions } from './mentions.js';
import { Palette } from './palette.js';
import { ask, send } from './socket.js';
import { state } from './state.js';

const TALLEST = 160;
/** @type {?CommandForm} */
let form = null;
/** @type {Palette} */
let palette;

const input = () => byId('composer-input');

/** Makes the composer work; to be called once. */
export function initComposer() {
  palette = new Palette(input(), choose);
  byId('composer').querySelector('.send').append(icon('send'));
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  input().addEventListener('input', typed);
  input().addEventListener('keydown', key);
  input().addEventListener('blur', () => palette.close());
  input().addEventListener('focus', suggest);
  on('compose-command', ({ path }) => startCommand(commandAt(path)));
  on('compose-text', ({ text }) => writeText(text));
  on('channel', cancelCommand);
  translateComposer();
}

/** Puts the words of the composer into the viewer's language. */
export function translateComposer() {
  input().placeholder = t('composer_placeholder', { name: state.bot.name });
  cancelCommand();
}

function typed() {
  grow();
  const match = /^\/(.+) $/.exec(input().value);
  const exact = match && matching(match[1])[0];
  if (exact && [exact.label, exact.path.join(' ')].includes(match[1]) && !isPrefix(match[1])) startCommand(exact);
  else suggest();
}

/** Whether a longer command begins with these words: then a space is still part of its name. */
function isPrefix(name) {
  return matching(`${name} `.trim()).some(({ label }) => label.startsWith(`${name} `));
}

function grow() {
  input().style.height = 'auto';
  input().style.height = `${Math.min(input().scrollHeight, TALLEST)}px`;
}

function suggest() {
  const { value, selectionStart } = input();
  const mention = mentionAt(value, selectionStart);
  if (/^\/[^\n]*$/.test(value)) {
    palette.show(t('palette_commands'), matching(value.slice(1)).map(commandRow), t('palette_none'));
  } else if (mention) {
    const rows = mentionMatches(mention.typed).slice(0, 12).map((one) => mentionRow(one, mention));
    palette.show(t('palette_people'), rows);
  } else palette.close();
}

function commandRow(command) {
  const tag = (option) => span(option.required ? 'option-tag required' : 'option-tag', localized(option, 'name'));
  return {
    value: { command },
    content: () => [
      span('palette-name', h('strong', {}, `/${command.label}`), ' ', command.options.map(tag)),
      span('palette-detail', command.description),
    ],
  };
}

function mentionRow(one, mention) {
  return {
    value: { mention, name: one.name },
    content: () => [
      span('palette-person', avatar(one, 24), h('strong', {}, one.name)),
      span('palette-detail', localized(one, 'about')),
    ],
  };
}

function choose({ command, mention, name }) {
  if (command) {
    startCommand(command);
    return;
  }
  const { value, selectionStart } = input();
  input().setRangeText(`@${name} `, mention.from, Math.max(selectionStart, mention.from + 1), 'end');
  palette.close();
  input().focus();
  if (!value) grow();
}

function startCommand(command) {
  if (!command) return;
  form?.close();
  palette.close();
  input().value = '';
  input().hidden = true;
  form = new CommandForm(command, () => {
    cancelCommand();
    input().focus();
  });
  form.focusFirst();
}

function cancelCommand() {
  form?.close();
  form = null;
  input().hidden = false;
  palette.close();
}

function writeText(text) {
  cancelCommand();
  input().value = text;
  input().focus();
  grow();
}

function key(event) {
  if (event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (palette.isOpen && event.key in steps) palette.move(steps[event.key]);
  else if (palette.isOpen && event.key === 'Escape') palette.close();
  else if (palette.isOpen && (event.key === 'Tab' || event.key === 'Enter') && palette.take()) palette.close();
  else if (event.key === 'Enter' && !event.shiftKey) submit();
  else return;
  event.preventDefault();
}

function submit() {
  if (form) sendCommand();
  else if (palette.isOpen && input().value.startsWith('/')) palette.take();
  else sayIt();
}

function sayIt() {
  const content = withMentions(input().value.trim());
  input().focus();
  if (!content || !send({ t: 'say', channel_id: state.channelId, content })) return;
  writeText('');
  palette.close();
  emit('tried');
}

async function sendCommand() {
  const data = form.data();
  if (!data) return;
  const name = `/${form.command.label}`;
  cancelCommand();
  input().focus();
  await runCommand(name, data);
}

/** Sends interaction data of a command; what goes wrong is said in the conversation. */
export async function runCommand(name, data) {
  const line = localLine(name);
  emit('tried');
  try {
    await ask({ t: 'command', channel_id: state.channelId, data });
    line.done();
  } catch (error) {
    line.failed(error.message);
  }
}
