import type { Duplex } from 'node:stream';
import type { Lab } from '../../main/app/lab.ts';
import type { Consent, EngineClock } from '../../main/engine/ports.ts';
import { defaultLabOptions, type LabOptions } from '../../main/labs/practice/lab-options.ts';
import type { PracticeLab } from '../../main/labs/practice/lab.ts';
import { defaultWorldOptions, type WorldOptions } from '../../main/labs/practice/options.ts';

/** Yes to every "may I". Nobody attests: what only hands can do is done by the lab's. */
export const yes: Consent = {
  step: async () => ({ answer: 'yes', by: 'option' }),
  rest: async () => ({ answer: 'yes', by: 'option' }),
  destroy: async () => ({ answer: 'yes', by: 'lab' }),
  manual: async () => null,
  undo: async () => ({ answer: 'yes', by: 'option' }),
};

/** A lab for tests: today's algorithms, and world time that passes so many times faster than ours. */
export function testLab(speed: number, world: Partial<WorldOptions> = {}): LabOptions {
  return { ...defaultLabOptions, name: 'tests', crypto: 'modern', speed, world: { ...defaultWorldOptions, ...world } };
}

/** A lab in this process as a run sees it: streams instead of sockets. Told of each connection that comes about. */
export function labInProcess(
  lab: PracticeLab,
  key: string,
  connected: (host: string, stream: Duplex) => void = () => undefined,
): Lab {
  const inventory = lab.inventory();
  const hosts = Object.fromEntries(Object.entries(inventory.hosts).map(([name, host]) => [name, { ...host, auth: { key } }]));
  return {
    kind: 'practice',
    name: lab.about.name,
    simulated: true,
    scale: lab.about.speed,
    seed: lab.about.world.seed,
    inventory: { ...inventory, hosts },
    hands: {
      pull: (what) => lab.hand('pull', what),
      plug: (what) => lab.hand('plug', what),
      fail: (what) => lab.hand('fail', what),
      recover: (what) => lab.hand('recover', what),
    },
    isLabKey: async (fingerprint) => Object.values(lab.fingerprints()).includes(fingerprint),
    // A guest is reached as on real hosts: through its dom0.
    stream: async (host, { jump }) => {
      if (jump !== undefined) return undefined;
      const stream = await lab.connect(host);
      connected(host, stream);
      return stream;
    },
    dispose: async () => undefined,
  };
}

/** The engine's clock as the world's own: however much this process computes, deadlines are host time. */
export function worldClock(clock: EngineClock, lab: PracticeLab): EngineClock {
  return {
    ...clock,
    monotonic: () => lab.now() / lab.about.speed,
    sleep: async (hostMilliseconds, signal) => {
      await lab.world.wait(hostMilliseconds, signal).catch((thrown: unknown) => {
        signal.throwIfAborted();
        throw thrown;
      });
    },
  };
}
