// Classic embeds.

import { format } from './clock.js';
import { cssColor, h } from './dom.js';
import { inline, link } from './inline.js';
import { markdown } from './markdown.js';
import { picture } from './media.js';

/** One raw embed as a card. */
export function embed(raw, attachments) {
  const card = h('div', { class: 'embed' },
    h('div', { class: 'embed-main' },
      raw.author && h('p', { class: 'embed-author' }, maybeLink(raw.author.url, [raw.author.name])),
      raw.title && h('h3', { class: 'embed-title' }, maybeLink(raw.url, inline(raw.title))),
      raw.description && h('div', { class: 'embed-text' }, markdown(raw.description)),
      raw.fields?.length ? h('dl', { class: 'embed-fields' }, raw.fields.map(field)) : null),
    raw.thumbnail && picture(raw.thumbnail, raw.thumbnail.description, attachments, 'picture embed-thumbnail'),
    raw.image && picture(raw.image, raw.image.description, attachments, 'picture embed-image'),
    footer(raw));
  if (raw.color) card.style.setProperty('--accent', cssColor(raw.color));
  return card;
}

function maybeLink(url, children) {
  return url ? link(url, ...children) : children;
}

function field(raw) {
  const className = raw.inline ? 'embed-field inline' : 'embed-field';
  return h('div', { class: className }, h('dt', {}, inline(raw.name)), h('dd', {}, markdown(raw.value)));
}

function footer(raw) {
  const when = raw.timestamp ? format(new Date(raw.timestamp), 'f') : null;
  const words = [raw.footer?.text, when].filter(Boolean).join(' · ');
  return words ? h('p', { class: 'embed-footer' }, words) : null;
}
