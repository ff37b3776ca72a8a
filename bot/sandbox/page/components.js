// Discord's message components, of the first version and of the second.

import { cssColor, h, span } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { markdown } from './markdown.js';
import { fileCard, picture } from './media.js';
import { press } from './press.js';
import { selectButton } from './selects.js';

const LINK = 5;

/** @type {Object<number, (raw: object, message: object) => Node>} by Discord's component type */
const BUILDERS = {
  1: (raw, message) => h('div', { class: 'row' }, raw.components.map((one) => component(one, message))),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (raw) => h('div', { class: 'text-display' }, markdown(raw.content)),
  11: (raw, message) => covered(raw, picture(raw.media, raw.description, message.attachments, 'picture thumbnail')),
  12: gallery,
  13: (raw, message) => fileCard(fileName(raw), raw.file.url, raw.size, message.attachments),
  14: separator,
  17: container,
};

/** Any component of a message; one of an unknown type shows nothing. */
export function component(raw, message) {
  return BUILDERS[raw.type]?.(raw, message) ?? null;
}

function button(raw, message) {
  const content = [emoji(raw.emoji), raw.label && h('span', {}, raw.label)];
  if (raw.style === LINK) return linkButton(raw, content);
  const use = { custom_id: raw.custom_id, component_type: 2 };
  return h('button', {
    type: 'button', class: `button button-${raw.style}`, disabled: raw.disabled, 'data-custom-id': raw.custom_id,
    'aria-label': raw.label ? null : raw.emoji?.name,
    onclick: (event) => press(event.currentTarget, message, use),
  }, content);
}

function linkButton(raw, content) {
  const outside = [icon('out'), span('visually-hidden', ` (${t('opens_outside')})`)];
  if (raw.disabled || !/^https?:\/\//i.test(raw.url)) {
    return h('button', { type: 'button', class: 'button button-5', disabled: true }, content);
  }
  const attributes = { class: 'button button-5', href: raw.url, target: '_blank', rel: 'noopener noreferrer' };
  return h('a', attributes, content, outside);
}

function emoji(raw) {
  if (!raw?.name) return null;
  return h('span', { class: 'button-emoji', 'aria-hidden': 'true' }, raw.id ? `:${raw.name}:` : raw.name);
}

function select(raw, message) {
  const control = selectButton(raw, (values) => {
    press(control, message, { custom_id: raw.custom_id, component_type: raw.type, values });
  }, '', { 'data-custom-id': raw.custom_id });
  return control;
}

function section(raw, message) {
  const words = raw.components.map((one) => component(one, message));
  const accessory = h('div', { class: 'accessory' }, component(raw.accessory, message));
  return h('div', { class: 'section' }, h('div', { class: 'section-words' }, words), accessory);
}

function gallery(raw, message) {
  const pictures = raw.items.map((item) => covered(item, picture(item.media, item.description, message.attachments)));
  return h('div', { class: `gallery gallery-${Math.min(raw.items.length, 4)}` }, pictures);
}

function fileName(raw) {
  return raw.name ?? decodeURIComponent(raw.file.url.split(/[?#]/)[0].split(/[/]/).at(-1));
}

function separator(raw) {
  const className = raw.spacing === 2 ? 'separator wide' : 'separator';
  return raw.divider === false ? h('div', { class: className }) : h('hr', { class: className });
}

function container(raw, message) {
  const box = h('div', { class: 'container' }, raw.components.map((one) => component(one, message)));
  if (raw.accent_color != null) box.style.setProperty('--accent', cssColor(raw.accent_color));
  return raw.spoiler ? covered(raw, box) : box;
}

/** The same, under a cover that a click takes off, when it is marked as a spoiler. */
function covered(raw, node) {
  if (!raw.spoiler) return node;
  node.inert = true;
  const cover = h('button', { type: 'button', class: 'spoiler-cover' }, t('spoiler'));
  cover.addEventListener('click', () => {
    node.inert = false;
    cover.remove();
  });
  return h('div', { class: 'spoiler block' }, cover, node);
}
