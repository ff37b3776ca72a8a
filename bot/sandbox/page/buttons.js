// Small buttons that look the same everywhere.

import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

/** A button that shows only an icon; `label` is what it is called. */
export function iconButton(name, label, onclick, className = 'icon-button') {
  return h('button', { type: 'button', class: className, 'aria-label': label, onclick }, icon(name));
}

/** The cross in the corner of a dialog. */
export function closeButton(dialog, className) {
  return iconButton('close', t('close'), () => dialog.close(), `icon-button ${className}`);
}
