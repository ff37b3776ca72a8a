// Names that people type, and the mentions that Discord carries.

import { begins, fold } from './commands.js';
import { state } from './state.js';

/** Everyone who can be mentioned, the bot first. */
function mentionable() {
  return [{ id: state.bot.id, name: state.bot.name, about: '', avatar: state.bot.avatar }, ...state.people];
}

/** Those whose name begins, or has a word that begins, like what follows the at sign. */
export function mentionMatches(typed) {
  const query = fold(typed);
  return mentionable().filter(({ name }) => begins(name, query));
}

/** `@Renown hello` with the names turned into `<@id>`. */
export function withMentions(text) {
  const longestFirst = [...mentionable()].sort((one, other) => other.name.length - one.name.length);
  const ids = new Map(longestFirst.map(({ id, name }) => [name.toLowerCase(), id]));
  const names = [...ids.keys()].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`@(${names.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return text.replace(pattern, (_, name) => `<@${ids.get(name.toLowerCase())}>`);
}

/** The `@…` that ends at the caret, if there is one: where it begins and what follows the sign. */
export function mentionAt(text, caret) {
  const match = /(?:^|\s)@([\p{L}\p{N}'’-]*)$/u.exec(text.slice(0, caret));
  return match && { from: caret - match[1].length - 1, typed: match[1] };
}
