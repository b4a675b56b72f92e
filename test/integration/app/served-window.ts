import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '../../../core/contract/client.ts';
import { windowContract, type WindowContract } from '../../../core/contract/window.ts';
import { askNobody } from '../../../main/app/ask-nobody.ts';
import { openApplication, type Application } from '../../../main/app/open-application.ts';
import { createWindowService } from '../../../main/app/window-service.ts';
import { serveWindow } from '../../../main/rpc/serve.ts';
import { pipe } from '../../main/rpc/pipe.ts';

/** Everything that answers windows, on a data folder of its own, and as many windows as are asked for. */
export interface ServedWindow {
  readonly application: Application;
  /** Errors of our own, which no test expects. */
  readonly unexpected: readonly unknown[];
  readonly open: () => Client<WindowContract>;
  /** Stops what is under way, takes the practice labs of runs down, and leaves nothing behind. */
  readonly dispose: () => Promise<void>;
}

export async function serveOneWindow(): Promise<ServedWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-window-'));
  const unexpected: unknown[] = [];
  const report = (what: string, thrown?: unknown): void => void unexpected.push(what, thrown);
  const opened = await openApplication({ dataFolder: folder, entry: { operator: 'ada', ...askNobody, say: () => undefined } });
  if (!opened.ok) throw new Error(opened.problem.sentence);
  const application = opened.value;
  const about = { version: 'test', entry: 'browser', platform: 'test', secrets: 'memory' } as const;
  const service = createWindowService(application, about, report);
  const open = (): Client<WindowContract> => {
    const [near, far] = pipe();
    serveWindow(far, windowContract, service.answers, { version: 'test', nonce: null, report, strict: true });
    return createClient<WindowContract>(near, { version: 'test' });
  };
  return {
    application,
    unexpected,
    open,
    dispose: async () => {
      const client = open();
      let names: readonly string[] = [];
      const watching = client.stream('labs.watch', null, (labs) => {
        names = labs.map(({ name }) => name).filter((name) => name.startsWith('run-'));
        watching.cancel();
      });
      await watching.ended;
      for (const name of names) await client.call('labs.down', { name });
      client.dispose();
      await service.dispose();
      await application.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function must<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: { readonly sentence: string } },
): Value {
  if (!result.ok) throw new Error(result.problem.sentence);
  return result.value;
}
