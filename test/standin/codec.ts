/** Values as they cross between worlds: JSON, with bytes told apart. `undefined` in lists becomes null, as in Electron it would not: frames have none. */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (one instanceof Uint8Array) return { $bytes: Buffer.from(one).toString('base64') };
    // A Buffer was already asked for its JSON form.
    if (isBufferJson(one)) return { $bytes: Buffer.from(one.data).toString('base64') };
    return one;
  });
}

export function decode(text: string): unknown {
  return JSON.parse(text, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && '$bytes' in one && typeof one.$bytes === 'string'
      ? new Uint8Array(Buffer.from(one.$bytes, 'base64'))
      : one,
  );
}

function isBufferJson(value: unknown): value is { readonly type: 'Buffer'; readonly data: readonly number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;
}

const REAL = /^app:\/\/([a-z0-9.-]+)/u;
const SERVED = /^https:\/\/([a-z0-9.-]+)\.app\.standin\.test/u;
/** An address of the application's own scheme, as Chromium is asked for it, and back. */
export function served(address: string): string {
  return address.replace(REAL, 'https://$1.app.standin.test');
}
export function real(address: string): string {
  return address.replace(SERVED, 'app://$1');
}
/** In a header, where several may stand. */
export function servedAll(text: string): string {
  return text.replaceAll(/app:\/\/([a-z0-9.-]+)/gu, 'https://$1.app.standin.test');
}
