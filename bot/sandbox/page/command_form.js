// The composer while a command is being filled: its name, its fields, and what may be added.

import { additions } from './additions.js';
import { announce } from './announce.js';
import { iconButton } from './buttons.js';
import { Combo } from './combo.js';
import { interactionData } from './commands.js';
import { byId, fill, span } from './dom.js';
import { localized, t } from './i18n.js';
import { errorBox, optionField, showError } from './fields.js';
import { ask } from './socket.js';
import { state } from './state.js';

export class CommandForm {
  /**
   * @param {import('./commands.js').Choice} command
   * @param {() => void} onCancel
   */
  constructor(command, onCancel) {
    this.command = command;
    this.onCancel = onCancel;
    this.box = byId('command-form');
    this.fieldsBox = span('fields');
    /** @type {import('./fields.js').Field[]} */
    this.fields = [];
    this.adderError = errorBox();
    this.adder = this.makeAdder();
    fill(this.box, this.nameChip(), this.fieldsBox, this.adder && span('field', this.adder.element, this.adderError));
    this.box.hidden = false;
    this.box.setAttribute('role', 'group');
    this.box.setAttribute('aria-label', `/${command.label}: ${command.description}`);
    command.options.filter(({ required }) => required).forEach((option) => this.add(option));
    this.listening = new AbortController();
    this.box.addEventListener('keydown', (event) => this.key(event), { signal: this.listening.signal });
  }

  nameChip() {
    const name = `/${this.command.label}`;
    const cancel = iconButton('close', t('cancel_command', { name }), this.onCancel, 'field-remove');
    return span('command-chip', span('command-name', name), cancel);
  }

  /** The last input: names an option to add, and takes Enter when there is no more to say. */
  makeAdder() {
    if (!this.command.options.some(({ required }) => !required)) return null;
    const label = t('add_option_label', { name: `/${this.command.label}` });
    const attributes = {
      class: 'adder', placeholder: t('add_option'), 'data-test': 'add-option', 'aria-describedby': this.adderError.id,
    };
    const onChoose = (item) => this.choose(item);
    const source = (query) => additions(this.unused(), query);
    const adder = new Combo({ label, source, eager: true, onChoose, attributes });
    adder.input.addEventListener('input', () => showError(adder.input, this.adderError, null));
    return adder;
  }

  choose({ value, text }) {
    this.adder.input.value = '';
    const field = this.add(this.command.options.find(({ name }) => name === value));
    if (text) {
      field.write(text);
      this.focusNext(field);
    } else field.focus();
  }

  unused() {
    const used = new Set(this.fields.map(({ option }) => option.name));
    return this.command.options.filter(({ name }) => !used.has(name));
  }

  add(option) {
    const hooks = {
      onRemove: option.required ? null : () => this.remove(field),
      onDone: () => this.focusNext(field),
      suggest: (one, typed) => this.suggest(one, typed),
    };
    const field = optionField(option, hooks);
    this.fields.push(field);
    this.fieldsBox.append(field.element);
    if (this.adder) this.adder.element.hidden = this.unused().length === 0;
    return field;
  }

  remove(field) {
    this.fields = this.fields.filter((one) => one !== field);
    field.element.remove();
    if (this.adder) this.adder.element.hidden = false;
    this.focusLast();
  }

  focusFirst() {
    const empty = this.fields.find((field) => field.isEmpty());
    if (empty) empty.focus();
    else this.focusLast();
  }

  focusNext(after) {
    const rest = this.fields.slice(this.fields.indexOf(after) + 1);
    const empty = rest.find((field) => field.isEmpty());
    if (empty) empty.focus();
    else this.focusLast();
  }

  focusLast() {
    const last = this.adder && !this.adder.element.hidden ? this.adder.input : byId('composer').querySelector('.send');
    last.focus();
  }

  key(event) {
    const input = event.target;
    if (event.key === 'Escape') this.onCancel();
    else if (event.key === 'Backspace' && input.tagName === 'INPUT' && input.value === '') this.back(input);
    else return;
    event.preventDefault();
  }

  /** Backspace in an empty input goes one step back, as in a line of text. */
  back(input) {
    const at = this.fields.findIndex(({ element }) => element.contains(input));
    const previous = this.fields.at(at < 0 ? -1 : at - 1);
    if (at >= 0 && !this.fields[at].option.required) this.remove(this.fields[at]);
    else if (previous && at !== 0) previous.focus();
    else this.onCancel();
  }

  async suggest(option, typed) {
    const others = this.fields.filter((field) => field.option !== option);
    const focused = { name: option.name, type: option.type, value: typed, focused: true };
    const data = interactionData(this.command, [...filled(others), focused]);
    try {
      return (await ask({ t: 'autocomplete', channel_id: state.channelId, data })).choices;
    } catch {
      return []; // suggestions are a help; the value can still be typed
    }
  }

  /** The interaction data, or null after showing what is missing. */
  data() {
    const leftover = this.adder?.input.value.trim();
    if (leftover) {
      showError(this.adder.input, this.adderError, t('need_option', { text: leftover }));
      announce(t('need_option', { text: leftover }));
      this.adder.input.focus();
      return null;
    }
    const broken = this.fields.filter((field) => field.read().error);
    if (broken.length) {
      broken[0].focus();
      announce(`${localized(broken[0].option, 'name')}: ${broken[0].read().error}`);
      return null;
    }
    return interactionData(this.command, filled(this.fields));
  }

  close() {
    this.listening.abort();
    this.box.hidden = true;
    this.box.replaceChildren();
  }
}

/** The options that have a good value. */
function filled(fields) {
  return fields.flatMap(({ option: { name, type }, peek }) => {
    const { value } = peek();
    return value === undefined ? [] : [{ name, type, value }];
  });
}
