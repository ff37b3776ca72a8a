// An image at full size, with its description.

import { closeButton } from './buttons.js';
import { byId, fill, h } from './dom.js';

/** Shows the image until Escape or a click. */
export function openLightbox(source, description) {
  const dialog = byId('lightbox');
  const caption = description ? h('figcaption', {}, description) : null;
  const figure = h('figure', {}, h('img', { src: source, alt: description || '' }), caption);
  fill(dialog, closeButton(dialog, 'lightbox-close'), figure);
  dialog.onclick = (event) => {
    if (event.target === dialog || event.target.tagName === 'IMG') dialog.close();
  };
  dialog.showModal();
}
