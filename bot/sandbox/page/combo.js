// A text input with a list of suggestions, given at once or fetched.

import { fill, freshId, h } from './dom.js';
import { t } from './i18n.js';
import { nothing, optionContent } from './listbox.js';

const FETCH_AFTER = 150;

/**
 * @typedef {object} Wish
 * @property {string} label
 * @property {(query: string) => import('./listbox.js').Item[]|Promise<import('./listbox.js').Item[]>} source
 * @property {boolean} [eager] marks the first suggestion, so that Enter takes it
 * @property {boolean} [fetched] waits for a pause in typing before asking `source`
 * @property {(item: import('./listbox.js').Item) => void} onChoose
 * @property {Object<string, string>} [attributes] of the input
 */

export class Combo {
  /** @param {Wish} wish */
  constructor(wish) {
    this.wish = wish;
    this.items = [];
    this.active = -1;
    this.round = 0;
    const id = freshId('combo');
    this.list = h('div', { id, role: 'listbox', class: 'combo-list', 'aria-label': wish.label, hidden: true });
    this.input = h('input', {
      type: 'text', role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id,
      'aria-label': wish.label, autocomplete: 'off', spellcheck: 'false', ...wish.attributes,
      onfocus: () => this.refresh(), oninput: () => this.typed(), onblur: () => this.close(),
      onkeydown: (event) => this.key(event),
    });
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.element = h('span', { class: 'combo' }, this.input, this.list);
  }

  typed() {
    clearTimeout(this.timer);
    this.list.dataset.state = 'looking';
    if (this.wish.fetched) this.timer = setTimeout(() => this.refresh(), FETCH_AFTER);
    else this.refresh();
  }

  async refresh() {
    this.round += 1;
    const round = this.round;
    const query = this.input.value;
    const found = this.wish.source(query);
    this.list.dataset.state = 'looking';
    if (found instanceof Promise) this.draw([], t('looking'));
    const items = await found;
    if (round !== this.round || document.activeElement !== this.input) return;
    this.active = this.wish.eager && query && items.length ? 0 : -1;
    this.draw(items, query ? t('no_matches') : '');
    this.list.dataset.state = 'ready';
  }

  draw(items, empty) {
    this.items = items;
    fill(this.list, items.map((item, index) => this.row(item, index)), !items.length && empty ? nothing(empty) : null);
    this.list.hidden = !this.list.children.length;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.mark();
  }

  row(item, index) {
    const attributes = { id: freshId('option'), role: 'option', class: 'listbox-option', 'data-value': item.value };
    return h('div', { ...attributes, onclick: () => this.choose(index) }, optionContent(item));
  }

  mark() {
    const rows = [...this.list.querySelectorAll('.listbox-option')];
    rows.forEach((row, index) => {
      row.setAttribute('aria-selected', String(index === this.active));
      row.classList.toggle('active', index === this.active);
    });
    this.input.setAttribute('aria-activedescendant', rows[this.active]?.id ?? '');
    rows[this.active]?.scrollIntoView({ block: 'nearest' });
  }

  choose(index) {
    const item = this.items[index];
    this.close();
    this.wish.onChoose(item);
  }

  close() {
    clearTimeout(this.timer);
    this.round += 1;
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.setAttribute('aria-activedescendant', '');
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const count = this.items.length;
    if (event.key in steps && count) {
      const from = this.active < 0 && event.key === 'ArrowUp' ? 0 : this.active;
      this.active = (from + steps[event.key] + count) % count;
      this.mark();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && !this.list.hidden && this.active >= 0) {
      this.choose(this.active);
    } else if (event.key === 'Escape' && !this.list.hidden) {
      this.close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }
}
