// The inputs of a modal: each reads itself as the raw component that Discord would submit.

import { freshId, h, span } from './dom.js';
import { t } from './i18n.js';
import { markdown } from './markdown.js';
import { selectButton, selectDefaults } from './selects.js';

const ROW = 1;
const TEXT_INPUT = 4;
const TEXT_DISPLAY = 10;
const LABEL = 18;
const FILE_UPLOAD = 19;
const RADIO = 21;
const CHECKBOXES = 22;
const CHECKBOX = 23;
const PARAGRAPH = 2;

/**
 * @typedef {object} Part
 * @property {HTMLElement} element
 * @property {() => void} focus
 * @property {() => ?object|undefined} read null when something is wrong, undefined when there is nothing to send
 */

/** @returns {Part} one top-level component of a modal */
export function modalPart(raw) {
  if (raw.type === TEXT_DISPLAY) {
    const element = h('div', { class: 'text-display' }, markdown(raw.content));
    return { element, focus: () => {}, read: () => undefined };
  }
  const inner = raw.type === LABEL ? raw.component : raw.components[0];
  const wrap = raw.type === LABEL
    ? (component) => ({ type: LABEL, id: raw.id, component })
    : (component) => ({ type: ROW, components: [component] });
  return labelled(inner, raw.label ?? inner.label ?? '', raw.description, wrap);
}

function labelled(raw, label, description, wrap) {
  const id = freshId('modal-field');
  const required = raw.required !== false;
  const control = makeControl(raw, id, label);
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  control.target.setAttribute('aria-describedby', `${id}-help ${id}-error`);
  const star = h('span', { class: 'star', 'aria-hidden': 'true' }, ' *');
  const need = required ? star : span('optional', ` (${t('optional')})`);
  const element = h('div', { class: 'modal-field' },
    raw.type === CHECKBOX ? null : h('label', { for: id, id: `${id}-label` }, label, need),
    h('p', { class: 'help', id: `${id}-help` }, description ?? ''),
    control.element, error);
  const read = () => {
    const problem = control.problem(required);
    error.hidden = !problem;
    error.textContent = problem ?? '';
    control.target.setAttribute('aria-invalid', String(Boolean(problem)));
    return problem ? null : wrap({ type: raw.type, id: raw.id, custom_id: raw.custom_id, ...control.answer() });
  };
  return { element, focus: () => control.target.focus(), read };
}

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {HTMLElement} target takes the focus
 * @property {(required: boolean) => ?string} problem what is wrong with the answer
 * @property {() => object} answer the component's `value` or `values`
 */

/** @returns {Control} */
function makeControl(raw, id, label) {
  switch (raw.type) {
    case TEXT_INPUT: return textControl(raw, id);
    case CHECKBOX: return checkboxControl(raw, id, label);
    case RADIO: return groupControl(raw, id, 'radio');
    case CHECKBOXES: return groupControl(raw, id, 'checkbox');
    case FILE_UPLOAD: return uploadControl(id);
    default: return selectControl(raw, id, label);
  }
}

function textControl(raw, id) {
  const attributes = {
    id, placeholder: raw.placeholder, maxlength: raw.max_length, value: raw.value ?? '', 'data-custom-id': raw.custom_id,
    'aria-required': raw.required === false ? null : 'true',
  };
  const input = raw.style === PARAGRAPH
    ? h('textarea', { rows: 4, ...attributes })
    : h('input', { type: 'text', autocomplete: 'off', ...attributes });
  const problem = (required) => {
    const length = input.value.trim().length;
    if (!length) return required ? t('need_value') : null;
    return length < (raw.min_length ?? 0) ? t('need_length', { min: raw.min_length }) : null;
  };
  return { element: input, target: input, problem, answer: () => ({ value: input.value }) };
}

function selectControl(raw, id, label) {
  let values = selectDefaults(raw);
  const button = selectButton(raw, (chosen) => { values = chosen; }, label, { id, 'data-custom-id': raw.custom_id });
  const problem = (required) => needPicks(raw, values, required);
  return { element: button, target: button, problem, answer: () => ({ values }) };
}

function needPicks(raw, values, required) {
  const least = required ? Math.max(1, raw.min_values ?? 1) : 0;
  return values.length < least ? t('need_picks', { min: least }) : null;
}

function groupControl(raw, id, type) {
  const choices = raw.options.map((option) => {
    const input = h('input', { type, name: id, 'data-value': option.value, checked: option.default });
    const detail = option.description ? span('option-detail', option.description) : null;
    return h('label', { class: 'check' }, input, h('span', {}, option.label), detail);
  });
  const role = type === 'radio' ? 'radiogroup' : 'group';
  const box = h('div', { class: 'checks', role, tabindex: -1, id, 'aria-labelledby': `${id}-label` }, choices);
  const picked = () => [...box.querySelectorAll('input:checked')].map((input) => input.dataset.value);
  const answer = () => (type === 'radio' ? { value: picked()[0] ?? null } : { values: picked() });
  const problem = (required) => needPicks(raw, picked(), required);
  return { element: box, target: box, problem, answer };
}

function checkboxControl(raw, id, label) {
  const input = h('input', { type: 'checkbox', id, checked: raw.default });
  const element = h('label', { class: 'check' }, input, h('span', {}, label));
  return { element, target: input, problem: () => null, answer: () => ({ value: input.checked }) };
}

function uploadControl(id) {
  const words = h('p', { id, class: 'help', tabindex: -1 }, t('file_upload'));
  const problem = (required) => (required ? t('file_upload') : null);
  return { element: words, target: words, problem, answer: () => ({ values: [] }) };
}
