// The sandbox's clock, which may be weeks ahead of the machine's.

import { emit, on } from './bus.js';
import { state } from './state.js';

let serverNow = Date.now();
let heardAt = performance.now();
/** @type {?Date} */
let upcoming = null;

/** The moment it is in the sandbox. */
export function now() {
  return new Date(serverNow + (performance.now() - heardAt));
}

/** When the next weekly post is due, if one is planned. */
export function nextPost() {
  return upcoming;
}

function hear(frame) {
  serverNow = Date.parse(frame.now);
  heardAt = performance.now();
  upcoming = frame.next_post ? new Date(frame.next_post) : null;
  emit('time');
}

on('hello', hear);
on('clock', hear);

const STYLES = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
};

/** A date in the viewer's language and zone; `style` is a letter of Discord's `<t:…:style>`. */
export function format(date, style = 'f') {
  if (style === 'R') return relative(date);
  return new Intl.DateTimeFormat(state.locale, STYLES[style]).format(date);
}

/** `Mon, Jul 27, 9:00 AM`: short enough for a button. */
export function formatShort(date) {
  const parts = { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' };
  return new Intl.DateTimeFormat(state.locale, parts).format(date);
}

const UNITS = [
  ['year', 31557600], ['month', 2629800], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1],
];

/** `3 days ago`, counted from the sandbox's clock. */
function relative(date) {
  const seconds = (date.getTime() - now().getTime()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  const words = new Intl.RelativeTimeFormat(state.locale, { numeric: 'auto' });
  return words.format(Math.round(seconds / size), unit);
}

/** Brings every `<time data-unix>` on the page up to date. */
export function refreshTimes() {
  for (const element of document.querySelectorAll('time[data-style="R"]')) {
    element.textContent = relative(new Date(Number(element.dataset.unix) * 1000));
  }
}

/** Whether two moments are on the same day where the viewer is. */
export function sameDay(one, other) {
  return one.toDateString() === other.toDateString();
}
