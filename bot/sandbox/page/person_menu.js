// The menu on a person: who they are, and the bot's commands for them.

import { emit, on } from './bus.js';
import { personCommands } from './commands.js';
import { runCommand } from './composer.js';
import { h } from './dom.js';
import { localized, t } from './i18n.js';
import { avatar } from './media.js';
import { openPopover } from './popover.js';
import { act } from './stage.js';
import { person, state } from './state.js';

/** Lets the menus open; to be called once. */
export function initPersonMenu() {
  on('person-menu', ({ id, anchor }) => open(person(id), anchor));
}

function open(one, anchor) {
  if (!one) return;
  const items = [...personCommands().map((raw) => commandItem(raw, one)), mentionItem(one)];
  if (one.id !== state.me) items.push(becomeItem(one), leaveItem(one));
  items.push(managerItem(one));
  const menu = h('div', { role: 'menu', class: 'menu', 'aria-label': t('member_menu', { name: one.name }) });
  const close = openPopover(anchor, h('div', { class: 'person-card' }, about(one), menu));
  for (const { label, kind, run } of items) {
    const pick = () => {
      close();
      run();
    };
    menu.append(h('button', {
      type: 'button', role: 'menuitem', class: `menu-item ${kind}`, tabindex: -1, 'data-test': `menu-${kind}`, onclick: pick,
    }, label));
  }
  menu.addEventListener('keydown', (event) => move(menu, event));
  menu.firstElementChild.focus();
}

function about(one) {
  const linked = one.linked?.length ? t('linked', { names: one.linked.join(', ') }) : t('nothing_linked');
  const words = h('div', {},
    h('p', { class: 'person-name' }, one.name),
    h('p', { class: 'person-words' }, localized(one, 'about')),
    h('p', { class: 'person-linked' }, linked));
  return h('div', { class: 'person-about' }, avatar(one, 48), words);
}

function commandItem(raw, one) {
  const label = localized(raw, 'name');
  const data = { id: raw.id, name: raw.name, type: 2, target_id: one.id };
  return { label, kind: 'command', run: () => runCommand(label, data) };
}

function mentionItem(one) {
  return { label: t('mention'), kind: 'mention', run: () => emit('compose-text', { text: `@${one.name} ` }) };
}

function becomeItem(one) {
  return { label: t('become', { name: one.name }), kind: 'become', run: () => emit('become', { id: one.id }) };
}

function leaveItem(one) {
  return { label: t('leave', { name: one.name }), kind: 'leave', run: () => act('leave', { user_id: one.id }) };
}

function managerItem(one) {
  const key = one.manager ? 'unmake_manager' : 'make_manager';
  return { label: t(key), kind: 'manager', run: () => act('manager', { user_id: one.id, yes: !one.manager }) };
}

function move(menu, event) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const last = items.length - 1;
  const targets = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last };
  if (!(event.key in targets)) return;
  event.preventDefault();
  items[targets[event.key]].focus();
}
