import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { expect, descendants, listening, root, startDesktop, test } from './application.ts';

const BRIDGE = 'xenpathBridge';

test('the page has no Node and nothing of Electron: only the bridge, which has two functions', async ({
  desktop: { window },
}) => {
  const seen = await window.evaluate((bridge) => {
    const own = window as unknown as Readonly<Record<string, unknown>>;
    return {
      node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter((name) => name in own),
      bridge: Object.keys(own[bridge] as object).sort(),
      frozen: Object.isFrozen(own[bridge]),
    };
  }, BRIDGE);
  expect(seen).toEqual({ node: [], bridge: ['listen', 'send'], frozen: true });
});

test('the window greets and is told who it belongs to', async ({ desktop: { window } }) => {
  await expect(window.getByText('ada', { exact: false }).first()).toBeVisible();
  await expect(window).toHaveTitle(/Xenpath/u);
});

test('the content policy is in force: no inline script, no eval, no connection elsewhere', async ({ desktop: { window } }) => {
  const broken = await window.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));
    // Later, as a script of the page would: what a debugger evaluates is let through.
    const evaluated = await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          resolve(String(eval('1')));
        } catch {
          resolve('refused');
        }
      });
    });
    const image = new Image();
    image.src = 'https://elsewhere.example/picture.png';
    const fetched = await fetch('https://elsewhere.example/').then(
      () => 'answered',
      () => 'refused',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { evaluated, fetched, violations: [...new Set(violations)].sort() };
  });
  expect(broken.evaluated).toBe('refused');
  expect(broken.fetched).toBe('refused');
  expect(broken.violations).toEqual(expect.arrayContaining(['connect-src', 'img-src']));
});

test('a hostile page leads nowhere: not by navigation, not by a new window', async ({ desktop: { application, window } }) => {
  const asked: unknown[] = [];
  await application.evaluate(({ dialog }) => {
    const keep = globalThis as unknown as { asked: unknown[] };
    keep.asked = [];
    dialog.showMessageBox = async (...given: unknown[]) => {
      keep.asked.push(given.at(-1));
      return { response: 1, checkboxChecked: false };
    };
  });
  const before = window.url();
  for (const address of ['https://elsewhere.example/', 'app://elsewhere/', 'app://report/run/x', 'http://127.0.0.1:1/']) {
    await window.evaluate((to) => {
      location.href = to;
    }, address);
    await window.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)));
    expect(window.url()).toBe(before);
  }
  await window.evaluate(() => {
    globalThis.open('https://elsewhere.example/');
    globalThis.open('app://xenpath/');
    globalThis.open('https://xenbits.xenproject.org/docs/');
  });
  await expect.poll(() => application.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked.length)).toBe(1);
  asked.push(...(await application.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked)));
  // Only documentation is asked about, with its whole address; nothing else is even a question.
  expect(asked).toMatchObject([{ detail: 'https://xenbits.xenproject.org/docs/', defaultId: 1, cancelId: 1 }]);
  await expect.poll(() => application.windows().length).toBe(1);
});

test('permissions are denied, but for what the window needs', async ({ desktop: { window } }) => {
  const states = await window.evaluate(async () => {
    const ask = async (name: string): Promise<string> =>
      navigator.permissions.query({ name: name as PermissionName }).then(
        ({ state }) => state,
        () => 'unknown',
      );
    return { geolocation: await ask('geolocation'), microphone: await ask('microphone'), camera: await ask('camera') };
  });
  expect(states).toEqual({ geolocation: 'denied', microphone: 'denied', camera: 'denied' });
});

test('a reload comes back: the new page greets anew, and the old one is over', async ({ desktop: { window, said } }) => {
  await expect(window.getByText('ada', { exact: false }).first()).toBeVisible();
  for (let times = 0; times < 3; times += 1) {
    await window.reload();
    await expect(window.getByText('ada', { exact: false }).first()).toBeVisible();
  }
  expect(said()).not.toContain('cut off');
});

test('a page that goes down is loaded again', async ({ desktop: { application, window } }) => {
  const browser = await window.context().newCDPSession(window);
  void browser.send('Page.crash').catch(() => undefined);
  const greeted = (): Promise<string> =>
    application.evaluate(async ({ BrowserWindow }) => {
      const [first] = BrowserWindow.getAllWindows();
      return first === undefined ? 'no window' : first.webContents.getURL();
    });
  await expect.poll(greeted).toBe('app://xenpath/');
  await expect.poll(() => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('nothing listens: neither the application nor its practice lab', async ({ desktop: { application, window, said } }) => {
  test.skip(process.platform !== 'linux', 'reads /proc');
  await window.getByRole('button', { name: 'Start on the practice lab' }).click();
  const pid = application.process().pid ?? 0;
  const labs = (): readonly { readonly pid: number }[] =>
    descendants(pid).filter(({ command }) => /lab-entry\.js|utility-child\.js|--type=utility.*node/u.test(command));
  await expect.poll(() => labs().length, { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(window.getByText(/practice lab/iu).first()).toBeVisible();
  // What Playwright itself asked for, to drive the application: not there in what a person starts.
  const debuggers = [...said().matchAll(/listening on ws:\/\/127\.0\.0\.1:([0-9]+)/gu)].map(([, port]) => `tcp ${String(port)}`);
  const own = [pid, ...labs().map((one) => one.pid)].flatMap((one) => listening(one));
  const inspector = await application.evaluate(() => process.getBuiltinModule('node:inspector').url() ?? '');
  const port = /:([0-9]+)\//u.exec(inspector)?.[1] ?? '';
  // It is there: what is looked for is found.
  expect(own).toContain(`tcp ${port}`);
  expect(own.filter((one) => one !== `tcp ${port}` && !debuggers.includes(one))).toEqual([]);
});

test('a second start shows the first window and goes', async ({ desktop: { application }, folder }) => {
  const second = await startDesktop(folder).then(
    () => 'started',
    () => 'went',
  );
  expect(second).toBe('went');
  expect(await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('the command line is in the same program', ({ folder }) => {
  // The npm package is the path of its program.
  const program = createRequire(import.meta.url)('electron') as unknown as string;
  const run = (...words: readonly string[]) =>
    spawnSync(program, [root, '--no-sandbox', '--ozone-platform=headless', '--disable-gpu', '--cli', ...words], {
      encoding: 'utf8',
      env: { ...process.env, XENPATH_DATA: `${folder}/data`, XDG_RUNTIME_DIR: folder },
    });
  const listed = run('procedure', 'list');
  expect(listed.stdout).toContain('rhel5-rdac');
  expect(listed.status).toBe(0);
  // Its exit codes are the command line's own: 2 for what it does not understand.
  expect(run('no-such-command').status).toBe(2);
});
