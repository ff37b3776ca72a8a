// The list above the composer: commands after a slash, people after an at sign.

import { announce } from './announce.js';
import { byId, fill, freshId, h } from './dom.js';
import { t } from './i18n.js';
import { nothing } from './listbox.js';

/** @typedef {{content: () => (Node|string)[], value: any}} Row */

export class Palette {
  /**
   * @param {HTMLElement} input keeps the focus while the list is open
   * @param {(value: any) => void} onChoose
   */
  constructor(input, onChoose) {
    this.input = input;
    this.onChoose = onChoose;
    this.box = byId('palette');
    this.rows = [];
    this.active = 0;
    this.box.addEventListener('mousedown', (event) => event.preventDefault()); // the input keeps the focus
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /**
   * @param {string} title
   * @param {Row[]} rows
   * @param {string} [empty] said when there are no rows; without it the list closes
   */
  show(title, rows, empty) {
    if (!rows.length && !empty) {
      this.close();
      return;
    }
    const grew = rows.length !== this.rows.length || !this.isOpen;
    this.rows = rows;
    this.active = 0;
    this.box.hidden = false;
    this.input.setAttribute('role', 'combobox'); // while it has a list, as editors with mentions do
    this.input.setAttribute('aria-expanded', 'true');
    const head = h('p', { class: 'palette-title', 'aria-hidden': 'true' }, title);
    const items = rows.map((row, index) => this.item(row, index));
    fill(this.box, head, items, !rows.length && nothing(empty));
    this.box.scrollTop = 0;
    this.mark();
    if (grew) announce(rows.length ? t('suggestions_count', { count: rows.length }) : empty);
  }

  item(row, index) {
    return h('div', {
      id: freshId('palette-item'), role: 'option', class: 'palette-item', 'data-test': 'palette-item',
      onclick: () => this.onChoose(row.value), onmousemove: () => this.moveTo(index),
    }, row.content());
  }

  items() {
    return [...this.box.querySelectorAll('.palette-item')];
  }

  moveTo(index) {
    if (index === this.active) return;
    this.active = index;
    this.mark();
  }

  /** Moves the choice up or down, around the ends. */
  move(step) {
    if (!this.rows.length) return;
    this.moveTo((this.active + step + this.rows.length) % this.rows.length);
    this.items()[this.active].scrollIntoView({ block: 'nearest' });
  }

  mark() {
    const items = this.items();
    items.forEach((item, index) => item.setAttribute('aria-selected', String(index === this.active)));
    if (items.length) this.input.setAttribute('aria-activedescendant', items[this.active].id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  /** Takes the marked row; false when there is none. */
  take() {
    const row = this.isOpen && this.rows[this.active];
    if (row) this.onChoose(row.value);
    return Boolean(row);
  }

  close() {
    this.box.hidden = true;
    this.rows = [];
    for (const name of ['role', 'aria-expanded', 'aria-activedescendant']) this.input.removeAttribute(name);
  }
}
