// A small panel beside the control that opened it; one at a time.

import { h } from './dom.js';

const GAP = 6;
const EDGE = 8;

/** @type {?(() => void)} */
let closeCurrent = null;

/**
 * @param {HTMLElement} anchor
 * @param {HTMLElement} content
 * @param {() => void} [onClose] called once, however it was closed
 * @returns {() => void} closes it and gives the focus back to the anchor
 */
export function openPopover(anchor, content, onClose = () => {}) {
  closeCurrent?.();
  const panel = h('div', { class: 'popover' }, content);
  (anchor.closest('dialog') ?? document.body).append(panel);
  place(panel, anchor);
  const listening = new AbortController();
  const close = () => {
    if (!panel.isConnected) return;
    const hadFocus = panel.contains(document.activeElement);
    listening.abort();
    panel.remove();
    closeCurrent = null;
    anchor.setAttribute('aria-expanded', 'false');
    if (hadFocus) anchor.focus();
    onClose();
  };
  closeCurrent = close;
  anchor.setAttribute('aria-expanded', 'true');
  closeOn(panel, anchor, close, listening.signal);
  return close;
}

function closeOn(panel, anchor, close, signal) {
  const outside = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const escape = (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // else the dialog around it would close too
    event.stopPropagation();
    close();
  };
  document.addEventListener('pointerdown', outside, { signal, capture: true });
  document.addEventListener('keydown', escape, { signal, capture: true });
  panel.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !panel.contains(event.relatedTarget)) close();
  }, { signal });
  window.addEventListener('resize', close, { signal });
}

function place(panel, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + GAP + height <= window.innerHeight - EDGE;
  const top = below ? at.bottom + GAP : Math.max(EDGE, at.top - GAP - height);
  const left = Math.max(EDGE, Math.min(at.left, window.innerWidth - width - EDGE));
  panel.style.top = `${top}px`;
  panel.style.left = `${left}px`;
  panel.style.minWidth = `${Math.min(at.width, 420)}px`;
}
