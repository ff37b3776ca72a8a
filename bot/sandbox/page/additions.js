// What may follow a command's name: an option to add, or at once a value for one.

import { begins, fold } from './commands.js';
import { optionItems } from './fields.js';
import { localized } from './i18n.js';
import { filtered } from './listbox.js';

const TEXT = 3;
const BOOLEAN = 5;
const MOST = 8;

/**
 * @param {object[]} options those not used yet
 * @param {string} typed
 * @returns {{value: string, label: string, detail: string, text?: string}[]} `value` names the option
 */
export function additions(options, typed) {
  const names = options.map((option) => (
    { value: option.name, label: localized(option, 'name'), detail: localized(option, 'description') }));
  const query = fold(typed.trim().replace(/^@/, ''));
  if (!query) return names;
  const named = filtered(names, query).filter(({ label }) => begins(label, query));
  return [...named, ...picks(options, query), ...writings(options, typed.trim())].slice(0, MOST);
}

/** Values of the lists, for the first option of each kind: people are offered once. */
function picks(options, query) {
  const kinds = new Map();
  for (const option of options) {
    const kind = option.choices ? option.name : option.type;
    if (option.type !== BOOLEAN && !kinds.has(kind)) kinds.set(kind, option);
  }
  return [...kinds.values()].flatMap((option) => {
    const items = (optionItems(option) ?? []).filter(({ label }) => begins(label, query));
    return items.map(({ label }) => offer(option, label));
  });
}

/** What was typed, as the text of the first option that takes any. */
function writings(options, typed) {
  const option = options.find((one) => one.type === TEXT && !one.choices);
  return option ? [offer(option, typed)] : [];
}

function offer(option, text) {
  return { value: option.name, label: text, detail: localized(option, 'name'), text };
}
