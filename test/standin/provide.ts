/** Names that languages and tools look for on any object, whatever it is. */
const ASKED_OF_ALL: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'constructor',
  'inspect',
  'nodeType',
  'prototype',
  'name',
  'length',
]);

/**
 * An object of Electron's with some of its members: those that are given have Electron's own types, and any other throws its name when it is
 * touched, so that a newly used part of Electron is noticed at once.
 */
export function provide<Whole extends object>(name: string, members: Partial<Whole>, base: object = {}): Whole {
  const descriptors = Object.getOwnPropertyDescriptors(members);
  return strict(name, Object.defineProperties(base, descriptors)) as Whole;
}

/** The same for an instance or a class of our own. */
export function strict<Target extends object>(name: string, target: Target): Target {
  return new Proxy(target, {
    get(from, key) {
      if (typeof key === 'symbol' || key in from || ASKED_OF_ALL.has(key)) {
        const value: unknown = Reflect.get(from, key, from);
        // Methods see their own object: private fields are not reached through a proxy.
        return typeof value === 'function' && !isClass(value) ? (value.bind(from) as unknown) : value;
      }
      throw new Error(`The stand-in for Electron does not provide ${name}.${key}.`);
    },
  });
}

/** Classes, and functions that stand for one: they are taken as they are, with what stands on them. */
function isClass(value: object): boolean {
  return Object.hasOwn(value, 'prototype');
}
