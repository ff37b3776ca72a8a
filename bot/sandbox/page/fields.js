// The inputs of a command's options, one kind per Discord option type.

import { iconButton } from './buttons.js';
import { Combo } from './combo.js';
import { fold } from './commands.js';
import { filtered } from './listbox.js';
import { freshId, h, span } from './dom.js';
import { localized, t } from './i18n.js';
import { channelItems, peopleItems, roleItems } from './selects.js';

const BOOLEAN = 5;
const NUMERIC = [4, 10];

/** What may be picked, for option types that are picked from a list. */
const LISTS = {
  5: () => [{ value: true, label: t('yes') }, { value: false, label: t('no') }],
  6: peopleItems,
  7: channelItems,
  8: roleItems,
  9: () => [...peopleItems(), ...roleItems()],
};

/** The values that an option is picked from, or null where it is written. */
export function optionItems(option) {
  return option.choices?.map(choiceItem) ?? LISTS[option.type]?.() ?? null;
}

/**
 * @typedef {object} Field
 * @property {object} option Discord's
 * @property {HTMLElement} element
 * @property {() => void} focus
 * @property {() => boolean} isEmpty
 * @property {(text: string) => void} write as if it had been typed
 * @property {() => {value?: any, error?: string}} peek its value as it stands
 * @property {() => {value?: any, error?: string}} read the same, and shows what is wrong with it
 */

/**
 * @typedef {object} Hooks
 * @property {?(() => void)} onRemove
 * @property {() => void} onDone something was picked
 * @property {(option: object, typed: string) => Promise<object[]>} suggest Discord's autocomplete choices
 */

/**
 * @param {object} option
 * @param {Hooks} hooks
 * @returns {Field}
 */
export function optionField(option, hooks) {
  const name = localized(option, 'name');
  const error = errorBox();
  const entry = makeEntry(option, hooks, error.id);
  entry.input.addEventListener('input', () => showError(entry.input, error, null));
  const remove = hooks.onRemove && iconButton('close', t('remove_option', { name }), hooks.onRemove, 'field-remove');
  const hint = localized(option, 'description');
  const star = option.required ? h('span', { class: 'star', 'aria-hidden': 'true' }, '*') : null;
  const tag = h('span', { class: 'field-name', title: hint }, name, star);
  const chip = span('field-chip', tag, entry.element, remove);
  const read = () => {
    const result = entry.read();
    showError(entry.input, error, result.error);
    return result;
  };
  return {
    option, element: span('field', chip, error), read, peek: entry.read,
    focus: () => entry.input.focus(),
    isEmpty: () => entry.input.value.trim() === '',
    write: (text) => { entry.input.value = text; },
  };
}

/** Where an input says what is wrong with it. */
export function errorBox() {
  return h('span', { class: 'field-error', id: freshId('error'), hidden: true });
}

/** Says what is wrong with an input, or that all is well. */
export function showError(input, box, sentence) {
  box.hidden = !sentence;
  box.textContent = sentence ?? '';
  if (sentence) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

function fieldLabel(option) {
  const name = localized(option, 'name');
  const need = option.required ? t('required') : t('optional');
  return `${name} (${need}): ${localized(option, 'description')}`;
}

function makeEntry(option, hooks, errorId) {
  const attributes = {
    'aria-describedby': errorId, 'data-option': option.name, 'aria-required': option.required ? 'true' : null,
    placeholder: localized(option, 'description'),
  };
  const items = optionItems(option);
  if (items) return pickEntry(option, items, hooks, attributes);
  if (option.autocomplete) return suggestEntry(option, hooks, attributes);
  return typedEntry(option, attributes);
}

function choiceItem(choice) {
  return { value: choice.value, label: localized(choice, 'name') };
}

/** An entry that must be one of a list. */
function pickEntry(option, items, hooks, attributes) {
  const source = (query) => filtered(items, query);
  const onChoose = (item) => {
    combo.input.value = item.label;
    hooks.onDone();
  };
  const small = option.type === BOOLEAN ? { ...attributes, class: 'narrow' } : attributes;
  const combo = new Combo({ label: fieldLabel(option), source, eager: true, onChoose, attributes: small });
  const read = () => {
    const typed = fold(combo.input.value.trim().replace(/^@/, ''));
    if (!typed) return missing(option);
    const item = items.find(({ label }) => fold(label) === typed || fold(label) === `@${typed}`);
    return item ? { value: item.value } : { error: t('need_choice') };
  };
  return { input: combo.input, element: combo.element, read };
}

/** Free text with suggestions of the bot. */
function suggestEntry(option, hooks, attributes) {
  let chosen = null;
  const source = async (query) => (await hooks.suggest(option, query)).map(choiceItem);
  const onChoose = (item) => {
    chosen = item;
    combo.input.value = item.label;
    hooks.onDone();
  };
  const combo = new Combo({ label: fieldLabel(option), source, fetched: true, eager: true, onChoose, attributes });
  const read = () => {
    const typed = combo.input.value.trim();
    return chosen?.label === typed ? { value: chosen.value } : checked(option, typed);
  };
  return { input: combo.input, element: combo.element, read };
}

function typedEntry(option, attributes) {
  const numeric = NUMERIC.includes(option.type);
  const input = h('input', {
    type: 'text', inputmode: numeric ? 'decimal' : null, maxlength: option.max_length, autocomplete: 'off',
    'aria-label': fieldLabel(option), class: numeric ? 'narrow' : null, ...attributes,
  });
  return { input, element: input, read: () => checked(option, input.value.trim()) };
}

function missing(option) {
  return option.required ? { error: t('need_value') } : {};
}

/** What was typed as the value of an option, or what is wrong with it. */
function checked(option, typed) {
  if (!typed) return missing(option);
  if (NUMERIC.includes(option.type)) return checkedNumber(option, typed);
  if (typed.length < (option.min_length ?? 0)) return { error: t('need_length', { min: option.min_length }) };
  return { value: typed };
}

function checkedNumber(option, typed) {
  const value = Number(typed.replace(',', '.'));
  if (Number.isNaN(value)) return { error: t('need_number') };
  if (option.type === 4 && !Number.isInteger(value)) return { error: t('need_integer') };
  if (option.min_value != null && value < option.min_value) return { error: t('need_min', { min: option.min_value }) };
  if (option.max_value != null && value > option.max_value) return { error: t('need_max', { max: option.max_value }) };
  return { value };
}
