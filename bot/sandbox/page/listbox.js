// Choosing one or several of a list, with a filter when it is long.

import { begins, fold } from './commands.js';
import { fill, freshId, h, span } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { openPopover } from './popover.js';

const FILTER_FROM = 8;

/** @typedef {{value: string, label: string, detail?: string, emoji?: string}} Item */

/**
 * @param {HTMLElement} anchor
 * @param {{items: Item[], label: string, min: number, max: number, selected: string[]}} wish
 * @returns {Promise<?string[]>} the values, or null when it was closed without choosing
 */
export function chooseFrom(anchor, wish) {
  return new Promise((resolve) => {
    const list = new Listbox(wish, (values) => {
      resolve(values);
      close();
    });
    const close = openPopover(anchor, list.element, () => resolve(null));
    list.focus();
  });
}

class Listbox {
  constructor(wish, onDone) {
    Object.assign(this, wish);
    this.onDone = onDone;
    this.chosen = new Set(wish.selected);
    this.active = 0;
    this.visible = this.items;
    this.element = this.build();
    this.draw();
  }

  build() {
    const id = freshId('listbox');
    const many = this.max > 1;
    this.list = h('div', {
      id, class: 'listbox', role: 'listbox', 'aria-label': this.label,
      'aria-multiselectable': many ? 'true' : null, tabindex: this.hasFilter() ? null : 0,
    });
    this.filter = this.hasFilter() ? this.filterInput(id) : null;
    this.apply = many ? this.applyButton() : null;
    const whole = h('div', { class: 'listbox-whole' }, this.filter, this.list, this.apply);
    whole.addEventListener('keydown', (event) => this.key(event));
    return whole;
  }

  applyButton() {
    const attributes = { type: 'button', class: 'button button-1 listbox-apply', onclick: () => this.finish() };
    return h('button', attributes, t('apply'));
  }

  hasFilter() {
    return this.items.length >= FILTER_FROM;
  }

  filterInput(controls) {
    const narrow = () => {
      this.visible = filtered(this.items, this.filter.value);
      this.active = 0;
      this.draw();
    };
    return h('input', {
      type: 'text', role: 'combobox', class: 'listbox-filter', 'aria-expanded': 'true', 'aria-autocomplete': 'list',
      'aria-controls': controls, 'aria-label': t('select_search'), placeholder: t('select_search'), oninput: narrow,
    });
  }

  focus() {
    (this.filter ?? this.list).focus();
  }

  draw() {
    fill(this.list, this.visible.map((item, index) => this.row(item, index)));
    if (!this.visible.length) this.list.append(nothing(t('no_matches')));
    const active = this.list.querySelectorAll('.listbox-option')[this.active];
    (this.filter ?? this.list).setAttribute('aria-activedescendant', active?.id ?? '');
    active?.scrollIntoView({ block: 'nearest' });
    if (this.apply) this.apply.disabled = this.chosen.size < this.min;
  }

  row(item, index) {
    const selected = this.chosen.has(item.value);
    return h('div', {
      id: freshId('option'), role: 'option', 'aria-selected': String(selected), 'data-value': item.value,
      class: index === this.active ? 'listbox-option active' : 'listbox-option', onclick: () => this.toggle(item),
    }, optionContent(item), selected && icon('check'));
  }

  toggle(item) {
    if (this.max === 1) {
      const clears = this.min === 0 && this.chosen.has(item.value);
      this.onDone(clears ? [] : [item.value]);
      return;
    }
    if (this.chosen.has(item.value)) this.chosen.delete(item.value);
    else if (this.chosen.size < this.max) this.chosen.add(item.value);
    this.active = this.visible.indexOf(item);
    this.draw();
  }

  finish() {
    if (this.chosen.size >= this.min) this.onDone([...this.chosen]);
  }

  key(event) {
    if (event.target === this.apply) return;
    const count = this.visible.length;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && count) this.active = (this.active + steps[event.key] + count) % count;
    else if (event.key === 'Home' && !this.filter) this.active = 0;
    else if (event.key === 'End' && !this.filter) this.active = count - 1;
    else if ((event.key === 'Enter' || (event.key === ' ' && !this.filter)) && count) {
      event.preventDefault();
      this.toggle(this.visible[this.active]);
      return;
    } else return;
    event.preventDefault();
    this.draw();
  }
}

/** The only row of a list that has none. */
export function nothing(words) {
  return h('div', { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false', class: 'nothing' }, words);
}

/** The items in whose label a word begins like the query, then those that have it anywhere. */
export function filtered(items, typed) {
  const query = fold(typed.trim());
  const rank = ({ label, detail }) => {
    if (begins(label, query)) return 0;
    if (fold(label).includes(query)) return 1;
    return fold(detail ?? '').includes(query) ? 2 : 3;
  };
  const ranked = items.map((item) => [rank(item), item]).filter(([score]) => score < 3);
  return ranked.sort(([one], [other]) => one - other).map(([, item]) => item);
}

/** What an option shows: emoji, label, and a quieter detail. */
export function optionContent(item) {
  return [
    item.emoji && h('span', { class: 'option-emoji', 'aria-hidden': 'true' }, item.emoji),
    span('option-label', item.label),
    item.detail && span('option-detail', item.detail),
  ];
}
