// The one connection to the stand-in: frames in and out, answers matched to what was asked.

import { emit } from './bus.js';
import { DISCONNECTED } from './i18n.js';
import { state } from './state.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;

/** @type {?WebSocket} */
let socket = null;
let wait = FIRST_WAIT;
let asked = 0;
/** @type {Map<string, {resolve: (frame: object) => void, reject: (error: Error) => void}>} */
const waiting = new Map();

/** Opens the connection, and again whenever it is lost. */
export function connect() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  socket = new WebSocket(`${scheme}://${location.host}/page/socket`);
  socket.addEventListener('open', opened);
  socket.addEventListener('message', (event) => receive(JSON.parse(event.data)));
  socket.addEventListener('close', closed);
}

function opened() {
  wait = FIRST_WAIT;
  state.connected = true;
  emit('connected');
}

function closed() {
  state.connected = false;
  for (const { reject } of waiting.values()) reject(new Error(DISCONNECTED));
  waiting.clear();
  emit('disconnected');
  setTimeout(connect, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function receive(frame) {
  if (frame.nonce !== undefined) answer(frame);
  else emit(frame.t, frame);
}

function answer(frame) {
  const one = waiting.get(frame.nonce);
  waiting.delete(frame.nonce);
  if (frame.t === 'failed') one?.reject(new Error(frame.reason));
  else one?.resolve(frame);
}

/** Sends a frame; false when there is no connection. */
export function send(frame) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(frame));
  return true;
}

/**
 * Sends a frame that the server answers with `done`, `choices` or `failed`.
 * @returns {Promise<object>} rejected with the server's reason
 */
export function ask(frame) {
  asked += 1;
  const nonce = `${Date.now()}-${asked}`;
  return new Promise((resolve, reject) => {
    if (send({ ...frame, nonce })) waiting.set(nonce, { resolve, reject });
    else reject(new Error(DISCONNECTED));
  });
}
