// On narrow screens the two sides are drawers.

import { on } from './bus.js';
import { byId } from './dom.js';

/** @type {{panel: string, button: string, folded: MediaQueryList}[]} */
const DRAWERS = [
  { panel: 'channels', button: 'open-channels', folded: matchMedia('(max-width: 759px)') },
  { panel: 'people', button: 'open-people', folded: matchMedia('(max-width: 1079px)') },
];

/** Makes the drawers work; to be called once. */
export function initDrawers() {
  for (const drawer of DRAWERS) {
    byId(drawer.button).addEventListener('click', () => toggle(drawer));
    drawer.folded.addEventListener('change', closeDrawers);
  }
  byId('scrim').addEventListener('click', closeDrawers);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) closeDrawers();
  });
  for (const event of ['channel', 'become', 'tried', 'compose-text', 'compose-command']) on(event, closeDrawers);
  closeDrawers();
}

function toggle(drawer) {
  const open = byId(drawer.panel).classList.contains('open');
  closeDrawers();
  if (open) return;
  set(drawer, true);
  shade(true);
  byId(drawer.panel).querySelector('button, [tabindex="0"]')?.focus();
}

/** Puts both sides away; where the screen is wide they stay. */
function closeDrawers() {
  for (const drawer of DRAWERS) {
    const hadFocus = drawer.folded.matches && byId(drawer.panel).contains(document.activeElement);
    set(drawer, false);
    if (hadFocus) byId(drawer.button).focus();
  }
  shade(false);
}

/** While a drawer is open the conversation behind it cannot be reached. */
function shade(yes) {
  byId('scrim').hidden = !yes;
  document.querySelector('main').inert = yes;
}

function set(drawer, open) {
  byId(drawer.panel).classList.toggle('open', open);
  byId(drawer.panel).inert = drawer.folded.matches && !open;
  byId(drawer.button).setAttribute('aria-expanded', String(open));
}
