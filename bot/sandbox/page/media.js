// Images, files and avatars. Only the sandbox's own files are ever loaded.

import { openLightbox } from './lightbox.js';
import { h, span } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { link } from './inline.js';
import { state } from './state.js';

/** What the bot looks like before it has chosen a picture. */
const BOT_AVATAR = '/static/mark.svg';
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * A path on this server for a media address of a message, or null if it lies elsewhere.
 * @param {string} url may be `attachment://name`
 * @param {object[]} attachments of the message
 */
function ownAddress(url, attachments = []) {
  const name = /^attachment:\/\/(.+)$/.exec(url)?.[1];
  const address = name ? attachments.find((one) => one.filename === name)?.url : url;
  if (!address || !URL.canParse(address, location.href)) return null;
  const { protocol, hostname, port, pathname, search } = new URL(address, location.href);
  const own = protocol === location.protocol && port === location.port && LOOPBACK.includes(hostname);
  return own ? pathname + search : null;
}

/** An image that opens large on a click; an image from elsewhere becomes a link. */
export function picture(media, description, attachments, className = 'picture') {
  const source = ownAddress(media.url, attachments);
  const name = description || t('image');
  if (!source) return link(media.url, t('outside_image', { name }));
  const size = media.width ? { width: media.width, height: media.height } : {};
  const image = h('img', { src: source, alt: description || '', loading: 'lazy', ...size });
  const open = () => openLightbox(source, description);
  return h('button', { type: 'button', class: className, 'aria-label': t('enlarge', { name }), onclick: open }, image);
}

/** A file that can be fetched. */
export function fileCard(name, url, size, attachments) {
  const address = ownAddress(url, attachments);
  const weight = size ? span('file-size', fileSize(size)) : null;
  const label = span('file-name', name);
  if (!address) return h('p', { class: 'file' }, icon('file'), label);
  return h('a', { class: 'file', href: address, download: name }, icon('file'), label, weight);
}

function fileSize(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} kB`;
}

/** The attachments of a message that none of its embeds shows already. */
export function attachmentList(attachments, embeds) {
  const shown = new Set(embeds.flatMap(({ image, thumbnail }) => [image?.url, thumbnail?.url]));
  const isShown = (one) => shown.has(one.url) || shown.has(`attachment://${one.filename}`);
  const rest = attachments.filter((one) => !isShown(one));
  if (!rest.length) return null;
  return h('div', { class: 'attachments' }, rest.map((one) => attachment(one, attachments)));
}

function attachment(one, all) {
  const isImage = one.content_type?.startsWith('image/') || /\.(png|jpe?g|gif|webp)$/i.test(one.filename);
  return isImage ? picture(one, one.description, all) : fileCard(one.filename, one.url, one.size, all);
}

/** A person's picture, or their initials on a colour of their own. */
export function avatar(one, size = 40) {
  const source = one.avatar ? ownAddress(one.avatar) : one.id === state.bot.id && BOT_AVATAR;
  const attributes = { class: 'avatar', width: size, height: size, alt: '' };
  if (source) return h('img', { ...attributes, src: source });
  const initials = one.name.split(/\s+/).map((word) => [...word][0] ?? '').slice(0, 2).join('');
  const circle = h('span', { class: 'avatar initials', 'aria-hidden': 'true' }, initials.toUpperCase());
  circle.style.setProperty('--size', `${size}px`);
  circle.style.setProperty('--hue', String(hue(one.id)));
  return circle;
}

function hue(id) {
  return [...id].reduce((sum, digit) => (sum * 31 + Number(digit)) % 360, 7);
}
