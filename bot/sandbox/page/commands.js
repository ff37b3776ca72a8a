// Discord's raw application commands as a flat list that people can choose from.

import { localized } from './i18n.js';
import { channel, myself, state } from './state.js';

const SUB_COMMAND = 1;
const GROUP = 2;
const ATTACHMENT = 11;
const IN_GUILD = 0;
const IN_DIRECT = 1;

/** @typedef {{raw: object, path: string[], label: string, description: string, options: object[]}} Choice */

/** Every slash command that this person may use here, subcommands as `privacy export`. */
function slashCommands() {
  return state.commands.filter((raw) => (raw.type ?? 1) === 1 && allowed(raw)).flatMap(spread);
}

/** The commands of the menu on a person. */
export function personCommands() {
  return state.commands.filter((raw) => raw.type === 2 && allowed(raw));
}

function allowed(raw) {
  if (raw.default_member_permissions != null && !myself()?.manager) return false;
  const here = channel()?.kind === 'dm' ? IN_DIRECT : IN_GUILD;
  if (raw.contexts?.length) return raw.contexts.includes(here);
  return here === IN_GUILD || raw.dm_permission !== false;
}

function spread(raw) {
  const walk = (node, path, labels) => {
    const inside = (node.options ?? []).filter(({ type }) => type === SUB_COMMAND || type === GROUP);
    const here = [[...path, node.name], [...labels, localized(node, 'name')]];
    if (inside.length) return inside.flatMap((child) => walk(child, ...here));
    return [choice(raw, node, ...here)];
  };
  return walk(raw, [], []);
}

/** @returns {Choice} */
function choice(raw, node, path, labels) {
  const options = (node.options ?? []).filter(({ type }) => type !== ATTACHMENT);
  return { raw, path, label: labels.join(' '), description: localized(node, 'description'), options };
}

/** The command of a path of original names such as `privacy export`. */
export function commandAt(path) {
  return slashCommands().find((one) => one.path.join(' ') === path) ?? null;
}

/** How a command is called in the viewer's language, or null if there is none like it. */
export function commandLabel(path) {
  return commandAt(path)?.label ?? null;
}

/** The commands that fit what was typed after the slash, best first. */
export function matching(typed) {
  const query = fold(typed.trim());
  const ranked = slashCommands().map((one) => [rank(one, query), one]).filter(([score]) => score < 4);
  return ranked.sort(([one], [other]) => one - other).map(([, one]) => one);
}

function rank(one, query) {
  const names = [fold(one.label), fold(one.path.join(' '))];
  if (names.includes(query)) return 0;
  if (names.some((name) => name.startsWith(query))) return 1;
  if (names.some((name) => name.includes(query))) return 2;
  return query.length > 2 && fold(one.description).includes(query) ? 3 : 4;
}

/** Lower case without accents, so that `prive` finds `privé`. */
export function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether a name, or a word in it, begins like a folded query. */
export function begins(name, query) {
  const folded = fold(name);
  return folded.startsWith(query) || folded.split(/[\s@-]+/).some((word) => word.startsWith(query));
}

/**
 * The interaction data of a command with its filled options.
 * @param {Choice} one
 * @param {{name: string, type: number, value: any, focused?: boolean}[]} values
 */
export function interactionData(one, values) {
  const { id, name, type = 1 } = one.raw;
  return { id, name, type, options: nest(one, one.path.slice(1), values) };
}

function nest(one, path, values) {
  if (!path.length) return values;
  const [name, ...rest] = path;
  const type = rest.length ? GROUP : SUB_COMMAND;
  return [{ name, type, options: nest(one, rest, values) }];
}
