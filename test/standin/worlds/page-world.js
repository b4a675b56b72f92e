// The page's own world: makes what the preload script exposes. Calls and callbacks cross to the preload script's world as events of the document.
(() => {
  if (window !== window.top) return;
  const callbacks = new Map();
  const waiting = new Map();
  let last = 0;
  const encode = (value) =>
    JSON.stringify(value, (_key, one) => {
      if (one instanceof Uint8Array) return { $bytes: btoa(Array.from(one, (byte) => String.fromCharCode(byte)).join('')) };
      if (typeof one !== 'function') return one;
      last += 1;
      callbacks.set(last, one);
      return { $callback: last };
    });
  const decode = (text) =>
    JSON.parse(text, (_key, one) =>
      one !== null && typeof one === 'object' && typeof one.$bytes === 'string'
        ? Uint8Array.from(atob(one.$bytes), (character) => character.charCodeAt(0))
        : one,
    );
  const say = (name, detail) => document.dispatchEvent(new CustomEvent(`standin:${name}`, { detail }));
  document.addEventListener('standin:expose', (event) => {
    const { name, methods } = JSON.parse(event.detail);
    const api = {};
    for (const method of methods) {
      api[method] = (...given) =>
        new Promise((resolve, reject) => {
          last += 1;
          waiting.set(last, { resolve, reject });
          say('call', encode({ id: last, name, method, given }));
        });
    }
    Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true });
  });
  // Electron asks the application before there is any window, and where that refuses, the page gets none.
  window.open = (address = 'about:blank') => {
    say('open', new URL(address, location.href).href);
    return null;
  };
  document.addEventListener('standin:return', (event) => {
    const { id, ok, value } = decode(event.detail);
    const one = waiting.get(id);
    waiting.delete(id);
    if (ok) one?.resolve(value);
    else one?.reject(new Error(value));
  });
  document.addEventListener('standin:callback', (event) => {
    const { id, given } = decode(event.detail);
    callbacks.get(id)?.(...given);
  });
})();
