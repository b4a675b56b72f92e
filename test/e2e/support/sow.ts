import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../entries/root.ts';
import { Bench, openWorkshop, type BenchOptions } from '../../support/practice-bench.ts';
import { HOSTILE, HOSTILE_NAME, LONG_LINE } from './hostile-text.ts';
import { tamper } from './tamper.ts';

/** What an earlier use of the program can have left in its data folder. */
export type SeedName = 'begun' | 'many' | 'hostile' | 'broken';

const RUNS = 200;
const SMALL = join(root, 'test', 'fixtures', 'procedures', 'small.yaml');

export const SEEDS: Readonly<Record<SeedName, (folder: string) => Promise<void>>> = {
  /** Two runs of which nothing was done yet. */
  begun: (folder) =>
    leave(folder, 'ada', {}, async (bench) => {
      await bench.execute({ steps: new Set() });
      const second = await bench.again();
      await second.execute({ steps: new Set() });
      await second.dispose();
    }),
  /** Two hundred runs; the newest on sixteen hosts, with every step and its first ones done. */
  many: (folder) =>
    leave(folder, 'ada', { procedure: SMALL, set: { folder: '/root' } }, async (bench, workshop) => {
      for (let count = 0; count < RUNS - 2; count += 1) {
        const again = await bench.again();
        if (count % 10 === 0) await again.execute({ steps: new Set(['kernel']) });
        await again.dispose();
      }
      const newest = await Bench.open(workshop, { world: { hosts: 16 } });
      await newest.execute({ steps: new Set(['server', 'release']) });
      await newest.dispose();
      const hosts = Array.from(
        { length: 300 },
        (_none, index) => `  xen${index + 1}: { role: dom0, address: 10.0.${index >> 8}.${index & 255} }`,
      );
      keepInventory(folder, 'plant', `format: 1\nname: plant\nhosts:\n${hosts.join('\n')}\n`);
      keepSettings(
        folder,
        JSON.stringify({ format: 1, redact: Array.from({ length: 200 }, (_none, index) => `word ${index + 1}`) }),
      );
    }),
  /** Runs on a host that answers what does harm where it is not shown as text, signed by somebody with such a name. */
  hostile: (folder) =>
    leave(folder, `ada ${HOSTILE}`, {}, async (bench) => {
      const { files } = bench.lab.world.find('xenhost') ?? missing('xenhost');
      files.write('/root/.bashrc', `printf '%s\\n' '${HOSTILE.replaceAll("'", '')}'\n`);
      files.write('/etc/redhat-release', `${LONG_LINE}\n`);
      await bench.execute({ steps: new Set(['release']) });
      const second = await bench.again({ serverProduct: HOSTILE });
      files.write('/etc/redhat-release', `${HOSTILE}\n`);
      files.write(`/root/${HOSTILE_NAME}`, '');
      await second.execute({ steps: new Set(['server', 'release', 'files', 'array', 'switches', 'cables']) });
      await second.dispose();
      keepInventory(folder, 'harm', `format: 1\nname: ${JSON.stringify(HOSTILE)}\n${JSON.stringify(HOSTILE)}: 1\nhosts: {}\n`);
      keepSettings(folder, JSON.stringify({ format: 1, redact: [HOSTILE.slice(0, 120)] }));
    }),
  /** Evidence that somebody changed, and an inventory that is none. */
  broken: async (folder) => {
    await leave(folder, 'ada', {}, async (bench) => {
      await bench.execute({ steps: new Set(['server']) });
      const second = await bench.again();
      await second.execute({ steps: new Set(['server']) });
      await second.dispose();
    });
    keepInventory(folder, 'lab3', 'format: 1\nhosts: [xen1\n');
    keepSettings(folder, '{ "theme": ');
    // Somebody signs another's event: the first run is not as it was stored any more.
    await tamper(folder, `UPDATE events SET operator = 'eve' WHERE run = 1 AND sequence = 3`);
  },
};

function keepInventory(folder: string, name: string, text: string): void {
  mkdirSync(join(folder, 'inventories'), { recursive: true });
  writeFileSync(join(folder, 'inventories', `${name}.yaml`), text);
}

const keepSettings = (folder: string, text: string): void => writeFileSync(join(folder, 'settings.json'), text);

type Workshop = Awaited<ReturnType<typeof openWorkshop>>;

/** Works with the engine on a practice lab of this process, and leaves the data folder. */
async function leave(
  folder: string,
  operator: string,
  options: BenchOptions,
  work: (bench: Bench, workshop: Workshop) => Promise<void>,
): Promise<void> {
  const workshop = await openWorkshop(operator);
  const bench = await Bench.open(workshop, options);
  await work(bench, workshop);
  await bench.dispose();
  await workshop.application.dispose();
  cpSync(workshop.folder, folder, { recursive: true });
  await workshop.dispose();
}

function missing(name: string): never {
  throw new Error(`There is no ${name}.`);
}
