// The preload script's world: what a sandboxed preload script may require. The preload script itself is appended to this, in the same function.
const listeners = new Map();
const exposed = {};
const encode = (value) =>
  JSON.stringify(value, (_key, one) =>
    one instanceof Uint8Array ? { $bytes: btoa(Array.from(one, (byte) => String.fromCharCode(byte)).join('')) } : one,
  );
const say = (name, detail) => document.dispatchEvent(new CustomEvent(`standin:${name}`, { detail }));
const decode = (text) =>
  JSON.parse(text, (_key, one) => {
    if (one === null || typeof one !== 'object') return one;
    if (typeof one.$bytes === 'string') return Uint8Array.from(atob(one.$bytes), (character) => character.charCodeAt(0));
    if (typeof one.$callback === 'number') return (...given) => say('callback', encode({ id: one.$callback, given }));
    return one;
  });
globalThis.standinHear = (text) => {
  const { channel, given } = decode(text);
  for (const listener of listeners.get(channel) ?? []) listener({}, ...given);
};
document.addEventListener('standin:open', (event) =>
  globalThis.standinSend(encode({ channel: 'standin:open', given: [event.detail] })),
);
document.addEventListener('standin:call', async (event) => {
  const { id, name, method, given } = decode(event.detail);
  let answer;
  try {
    answer = { id, ok: true, value: await exposed[name][method](...given) };
  } catch (problem) {
    answer = { id, ok: false, value: String(problem.message) };
  }
  say('return', encode(answer));
});
const only = (name, members) =>
  new Proxy(members, {
    get(from, key) {
      if (typeof key === 'symbol' || key in from) return from[key];
      throw new Error(`The stand-in for Electron does not provide ${name}.${String(key)} to preload scripts.`);
    },
  });
// eslint-disable-next-line no-unused-vars -- for the preload script below
const require = (name) => {
  if (name !== 'electron') throw new Error(`A sandboxed preload script cannot require ${name}.`);
  return only('electron', {
    contextBridge: only('contextBridge', {
      exposeInMainWorld(key, api) {
        exposed[key] = api;
        say('expose', JSON.stringify({ name: key, methods: Object.keys(api) }));
      },
    }),
    ipcRenderer: only('ipcRenderer', {
      send: (channel, ...given) => globalThis.standinSend(encode({ channel, given })),
      on(channel, listener) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
    }),
  });
};
