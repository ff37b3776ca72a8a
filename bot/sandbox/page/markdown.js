// Discord's block markdown as DOM nodes: headers, quotes, lists, code blocks, paragraphs.

import { h } from './dom.js';
import { inline } from './inline.js';

const FENCE = /```(?:([\w+.#-]*)\n)?([\s\S]+?)```/g;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(.+)$/;

/**
 * @param {string} text
 * @returns {Node[]}
 */
export function markdown(text) {
  const nodes = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    nodes.push(...blocks(text.slice(from, fence.index)));
    nodes.push(codeBlock(fence[2]));
    from = fence.index + fence[0].length;
  }
  return [...nodes, ...blocks(text.slice(from))];
}

function codeBlock(code) {
  return h('pre', { tabindex: 0 }, h('code', {}, code.replace(/\n$/, '')));
}

function blocks(text) {
  const lines = text.replace(/^\n+|\n+$/g, '').split('\n');
  const nodes = [];
  let at = 0;
  while (text.trim() && at < lines.length) {
    const [node, taken] = block(lines, at);
    nodes.push(node);
    at += taken;
  }
  return nodes;
}

/** One block that begins at line `at`, and how many lines it took. */
function block(lines, at) {
  const line = lines[at];
  const header = /^(#{1,3}) +(\S.*)$/.exec(line);
  if (header) return [h('h3', { class: `size-${header[1].length}` }, inline(header[2])), 1];
  const subtext = /^-# +(\S.*)$/.exec(line);
  if (subtext) return [h('p', { class: 'subtext' }, inline(subtext[1])), 1];
  if (line.startsWith('>>> ')) return [quote([line.slice(4), ...lines.slice(at + 1)]), lines.length - at];
  if (isQuote(line)) return taking(lines, at, isQuote, (some) => quote(some.map((one) => one.slice(2))));
  if (ITEM.test(line)) return taking(lines, at, sameList(line), list);
  return taking(lines, at, (one, index) => index === at || !isSpecial(one), paragraph);
}

function isQuote(line) {
  return line === '>' || line.startsWith('> ');
}

/** Whether a line goes on with the list that `first` began: deeper, or marked the same way. */
function sameList(first) {
  const [, margin, mark] = ITEM.exec(first);
  return (line) => {
    const item = ITEM.exec(line);
    return item && (item[1].length > margin.length || /\d/.test(item[2]) === /\d/.test(mark));
  };
}

function isSpecial(line) {
  return /^(#{1,3} +\S|-# +\S|>>> )/.test(line) || isQuote(line) || ITEM.test(line);
}

/** As many lines from `at` on as `belongs` accepts, built into one node. */
function taking(lines, at, belongs, build) {
  let end = at + 1;
  while (end < lines.length && belongs(lines[end], end)) end += 1;
  return [build(lines.slice(at, end)), end - at];
}

function quote(lines) {
  return h('blockquote', {}, blocks(lines.join('\n')));
}

function paragraph(lines) {
  return h('p', {}, inline(lines.join('\n')));
}

function list(lines) {
  const [, margin, mark] = ITEM.exec(lines[0]);
  const ordered = /\d/.test(mark);
  const element = h(ordered ? 'ol' : 'ul', ordered ? { start: Number.parseInt(mark, 10) } : {});
  let at = 0;
  while (at < lines.length) {
    const [, , , words] = ITEM.exec(lines[at]);
    const deeper = (line) => ITEM.exec(line)[1].length > margin.length;
    const [nested, taken] = taking(lines, at, deeper, (some) => some.slice(1));
    element.append(h('li', {}, inline(words), nested.length > 0 && list(nested)));
    at += taken;
  }
  return element;
}
