// The top: the sandbox's date, the jump to the next post, language and light.

import { announce } from './announce.js';
import { emit, on } from './bus.js';
import { format, formatShort, nextPost, now, refreshTimes } from './clock.js';
import { byId, fill } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { recall, remember } from './preferences.js';
import { send } from './socket.js';
import { setLocale, state } from './state.js';

const TICK = 10_000;
const narrow = matchMedia('(max-width: 759px)');
let jumping = false;

/** Makes the controls work; to be called once. */
export function initHeader() {
  document.documentElement.dataset.theme = recall('theme') ?? 'auto';
  byId('open-channels').append(icon('menu'));
  byId('open-people').append(icon('people'));
  byId('jump').querySelector('.jump-icon').append(icon('skip'));
  byId('jump').addEventListener('click', jump);
  byId('theme').addEventListener('click', toggleTheme);
  byId('language').addEventListener('change', (event) => setLocale(event.target.value));
  on('time', timeHeard);
  on('refused', endJump);
  on('disconnected', endJump);
  narrow.addEventListener('change', drawTime);
  setInterval(drawTime, TICK);
  drawHeader();
}

/** Draws what depends on language, light and time. */
export function drawHeader() {
  byId('language').value = state.locale;
  const dark = isDark();
  fill(byId('theme'), icon(dark ? 'sun' : 'moon'));
  byId('theme').setAttribute('aria-label', t(dark ? 'to_light' : 'to_dark'));
  drawTime();
}

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

function toggleTheme() {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  remember('theme', theme);
  drawHeader();
}

function drawTime() {
  const moment = now();
  byId('now').textContent = narrow.matches ? formatShort(moment) : format(moment, 'F');
  byId('now').dateTime = moment.toISOString();
  const next = nextPost();
  byId('next-post').textContent = next ? formatShort(next) : t('no_next_post');
  byId('jump').disabled = jumping || !next;
  byId('jump').querySelector('.jump-label').textContent = t(jumping ? 'jumping' : 'jump');
  refreshTimes();
}

function jump() {
  jumping = send({ t: 'jump' });
  if (jumping) emit('jump');
  drawTime();
}

function timeHeard() {
  if (jumping) announce(t('jumped', { when: format(now(), 'F') }));
  endJump();
}

function endJump() {
  jumping = false;
  drawTime();
}
