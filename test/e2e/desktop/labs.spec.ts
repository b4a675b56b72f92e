import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './ask.ts';
import { descendants, expect, startDesktop, test } from './application.ts';

interface Lab {
  readonly name: string;
  readonly hosts: readonly string[];
}

const NEW_RUN = { procedure: 'rhel5-rdac', hosts: { kind: 'practice', wish: { seed: 7 } }, set: {} } as const;

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};
const labsOf = (pid: number): readonly number[] =>
  descendants(pid)
    .filter(({ command }) => command.includes('lab-entry.js'))
    .map((one) => one.pid);

test('a practice lab is a process of the application, and outlives the page and the run', async ({
  desktop: { application, window },
}) => {
  const pid = application.process().pid ?? 0;
  const { run } = (await ask(window, 'runs.create', NEW_RUN)) as { run: string };
  expect(labsOf(pid)).toHaveLength(1);
  const [lab] = (await ask(window, 'labs.watch', null)) as readonly Lab[];
  expect(lab?.hosts).toContain('xenhost');
  await ask(window, 'work.begin', { run, task: { kind: 'go', steps: ['server'], hosts: null, redo: [] } });
  await window.reload();
  await expect
    .poll(async () => {
      const desk = (await ask(window, 'desk.watch', null)) as {
        working: readonly { run: string; task: unknown; last: unknown }[];
      };
      const work = desk.working.find((one) => one.run === run);
      return work?.task === null && work.last !== null;
    })
    .toBe(true);
  expect(labsOf(pid)).toHaveLength(1);
  expect(await ask(window, 'labs.watch', null)).toMatchObject([{ name: lab?.name }]);
});

test('killed in the middle, the application brings back its run and its lab', async ({ folder }) => {
  const first = await startDesktop(folder);
  const { run } = (await ask(first.window, 'runs.create', NEW_RUN)) as { run: string };
  const [before] = (await ask(first.window, 'labs.watch', null)) as readonly Lab[];
  const pid = first.application.process().pid ?? 0;
  const [lab = 0] = labsOf(pid);
  await ask(first.window, 'work.begin', { run, task: { kind: 'go', steps: null, hosts: null, redo: [] } });
  const ended = new Promise((resolve) => first.application.process().once('exit', resolve));
  process.kill(pid, 'SIGKILL');
  await ended;
  await expect.poll(() => isGone(lab)).toBe(true);

  const second = await startDesktop(folder);
  try {
    expect(await ask(second.window, 'labs.watch', null)).toEqual([]);
    expect(await ask(second.window, 'runs.list', null)).toMatchObject([{ run, problem: null }]);
    await ask(second.window, 'work.begin', { run, task: { kind: 'check', steps: ['server'], hosts: null } });
    expect(await ask(second.window, 'labs.watch', null)).toMatchObject([{ name: before?.name }]);
    await expect
      .poll(async () => {
        const desk = (await ask(second.window, 'desk.watch', null)) as {
          working: readonly { last: { problem: unknown } | null }[];
        };
        const last = desk.working[0]?.last ?? null;
        return last === null ? 'under way' : last.problem;
      })
      .toBeNull();
  } finally {
    await second.application.close();
  }
});

test('a report is saved where the person says, and printed by the application itself', async ({
  desktop: { application, window },
  folder,
}) => {
  const { run } = (await ask(window, 'runs.create', NEW_RUN)) as { run: string };
  const saveAs = (path: string): Promise<void> =>
    application.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: filePath === '', filePath });
    }, path);
  const html = join(folder, 'report.html');
  await saveAs(html);
  expect(await ask(window, 'native.saveReport', { run, form: 'html' })).toBe(html);
  expect(readFileSync(html, 'utf8')).toContain(run);
  const pdf = join(folder, 'report.pdf');
  await saveAs(pdf);
  expect(await ask(window, 'native.saveReport', { run, form: 'pdf' })).toBe(pdf);
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  await saveAs('');
  expect(await ask(window, 'native.saveReport', { run, form: 'json' })).toBeNull();
});

test('the preview of a report is a frame that shares nothing and runs nothing', async ({ desktop: { window } }) => {
  const { run } = (await ask(window, 'runs.create', NEW_RUN)) as { run: string };
  await window.evaluate((name) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', '');
    frame.title = 'Report';
    frame.src = `/report/${name}`;
    document.body.append(frame);
  }, run);
  const report = window.frameLocator('iframe[title=Report]');
  await expect(report.getByText(run).first()).toBeVisible();
  expect(await window.evaluate(() => document.querySelector('iframe')?.contentDocument ?? null)).toBeNull();
});

test('a window that is closed over work asks: the run goes on without it, and is stopped in order at the end', async ({
  folder,
}) => {
  const { application, window } = await startDesktop(folder);
  const answerWith = (response: number): Promise<void> =>
    application.evaluate(({ dialog }, given) => {
      dialog.showMessageBox = async () => ({
        response: given,
        checkboxChecked: false,
      });
    }, response);
  const closeAll = (): Promise<void> =>
    application.evaluate(({ BrowserWindow }) => {
      for (const one of BrowserWindow.getAllWindows()) one.close();
    });
  // Its first steps only read; then it asks, and waits for somebody.
  const { run } = (await ask(window, 'runs.create', NEW_RUN)) as { run: string };
  await ask(window, 'work.begin', { run, task: { kind: 'go', steps: null, hosts: null, redo: [] } });
  await answerWith(1);
  await closeAll();
  await expect.poll(() => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);

  const shown = application.waitForEvent('window');
  await application.evaluate(({ app }) => void app.emit('second-instance'));
  const again = await shown;
  await again.waitForURL(({ host }) => host.startsWith('xenpath'));
  await again.waitForLoadState('load');
  expect(await ask(again, 'desk.watch', null)).toMatchObject({ working: [{ run, task: { kind: 'go' } }] });

  await answerWith(0);
  const ended = new Promise((resolve) => application.process().once('exit', resolve));
  await closeAll();
  expect(await ended).toBe(0);
});
