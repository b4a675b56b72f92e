import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { missingForRealHosts, startRealHost, type RealHost } from '../../hosts/real-host.ts';
import { smallProcedure, xenpath, type CommandDone } from './command.ts';

const lacking = missingForRealHosts();

/** The command line as a process, on Debian's own sshd. */
describe.skipIf(lacking !== undefined)('the command line on a real host', () => {
  let host: RealHost;
  let folder: string;
  let data: string;
  let inventory: string;

  beforeAll(async () => {
    host = await startRealHost();
  });
  afterAll(async () => {
    await host.dispose();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-cli-'));
    data = join(folder, 'data');
    inventory = join(folder, 'hosts.yaml');
    await writeInventory({});
    return async () => rm(folder, { recursive: true, force: true });
  });

  async function writeInventory(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const { role, address, port, user, auth, hostKey } = host.target();
    const entry: Record<string, unknown> = { role, address, port, user, auth, hostKey, ...changes };
    for (const [name, value] of Object.entries(entry)) if (value === undefined) Reflect.deleteProperty(entry, name);
    await writeFile(inventory, stringify({ format: 1, name: 'one host', hosts: { one: entry } }));
  }
  const run = (...more: readonly string[]): Promise<CommandDone> =>
    xenpath(['run', smallProcedure, '--inventory', inventory, '--set', `folder=${folder}`, ...more], { data });

  it('runs to its end, exit 0; nothing but a summary is on standard output when it is not JSON', async () => {
    const done = await run('--yes');
    expect(done.stderr).toContain('✓ done       [3/3] The list names the host: one');
    expect(done.stderr).toMatch(/Run \S+: passed\. All 3 checks passed or do not apply\./u);
    expect(done.stdout).toBe('');
    expect(done.exit).toBe(0);
    expect(await readFile(join(folder, 'greeting'), 'utf8')).toBe('hello\n');
    expect(await readFile(join(folder, 'list'), 'utf8')).toBe('one was here\n');
  });

  it('with --json every line of standard output is a stored event, in order, and the last one is the summary', async () => {
    const done = await run('--yes', '--json');
    expect(done.stderr).toContain('✓ done       [2/3] The greeting is there: one');
    expect(done.stderr).toMatch(/^Run \S+: passed\./mu);
    const lines = done.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const summary = lines.pop();
    expect(summary).toMatchObject({ type: 'summary', verdict: 'passed', counts: { pass: 3, fail: 0 } });
    expect(summary?.['sentence']).toBe('All 3 checks passed or do not apply.');
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_line, index) => index + 1));
    const stored = await xenpath(['show', '--json'], { data });
    const shown = JSON.parse(stored.stdout) as { state: { sequence: number; head: string } };
    expect(shown.state.sequence).toBe(lines.length);
    expect(shown.state.head).toBe(lines.at(-1)?.['hash']);
  });

  it('a second run finds every step already so and repeats nothing', async () => {
    await run('--yes');
    await writeFile(join(folder, 'greeting'), 'HELLO\n');
    const again = await run('--yes');
    expect(again.exit).toBe(0);
    expect(again.stderr.match(/already so/gu)).toHaveLength(2);
    expect(await readFile(join(folder, 'greeting'), 'utf8')).toBe('HELLO\n');
  });

  it('a check that fails ends with 1, and says what to do', async () => {
    const done = await run('--yes', '--set', 'size=7');
    expect(done.exit).toBe(1);
    expect(done.stderr).toContain('✗ failed     [2/3] The greeting is there: one');
    expect(done.stderr).toContain('The greeting has not 7 bytes.');
    expect(done.stderr).toContain(`Next: The greeting was not written. Look into ${folder}.`);
  });

  it('without --yes and without a terminal nothing is changed, exit 3, and the line to go on with is told', async () => {
    const done = await run();
    expect(done.exit).toBe(3);
    expect(done.stderr).toMatch(/Go on with: xenpath resume \S+-small-\S+/u);
    expect(existsSync(join(folder, 'greeting'))).toBe(false);
    const went = await xenpath(['resume', '--yes'], { data });
    expect(went.exit).toBe(0);
    expect(existsSync(join(folder, 'greeting'))).toBe(true);
  });

  it('before it asks it shows what an edit would change in the file as it is, and that stands in the record', async () => {
    await run('--yes', '--to', 'greeting');
    const asked = await xenpath(['resume', '--json'], { data });
    expect(asked.stderr).toContain(`one:${join(folder, 'list')}, as it is now and as it would be:`);
    expect(asked.stderr).toMatch(/^ {4}\+one was here$/mu);
    const events = asked.stdout.split('\n').filter((line) => line.includes('"type":"asked"'));
    const shown = (JSON.parse(events[0] ?? '{}') as { event: { edits: readonly { diff: string }[] } }).event.edits;
    expect(shown).toMatchObject([{ host: 'one', path: join(folder, 'list') }]);
    expect(shown[0]?.diff).toContain('+one was here');
    expect(existsSync(join(folder, 'list'))).toBe(false);
  });

  it('resume looks at the file that the run took its procedure from, shows what changed there, and takes it only when told to', async () => {
    const file = join(folder, 'own.yaml');
    const text = (await readFile(smallProcedure, 'utf8')).replace('id: small', 'id: rhel5-rdac');
    const write = (from: string, to: string): Promise<void> => {
      expect(text).toContain(from);
      return writeFile(file, text.replace(from, to));
    };
    await writeFile(file, text);
    await xenpath(['run', file, '--inventory', inventory, '--set', `folder=${folder}`], { data });
    await write('hello', 'hullo');
    const told = await xenpath(['resume'], { data });
    expect(told.stderr).toContain(`${file} has changed since this run took it: 1 steps changed, 0 added, 0 removed.`);
    expect(told.stderr).toMatch(/^ {2}-.*hello.*\n {2}\+.*hullo/mu);
    expect(told.stderr).toContain('Going on with the text that the run carries; --procedure new takes the file.');
    await write("facts.kernel == 'Linux'", "facts.kernel != 'Minix'");
    const done = await xenpath(['resume', '--procedure', 'new', '--yes'], { data });
    expect(done.stderr).toContain('changes steps that this run has done, or was in the middle of: kernel.');
    await write('message: The list is empty or not there.', 'message: "{{ nothing.here }}"');
    const wrong = await xenpath(['resume', '--procedure', 'new', '--yes'], { data });
    expect([wrong.exit, wrong.stderr]).toEqual([2, expect.stringMatching(/own\.yaml:\d+:\d+: /u)]);
    await writeFile(file, 'format: 1\n');
    const none = await xenpath(['resume', '--procedure', 'new', '--yes'], { data });
    expect(none.exit).toBe(2);
    expect(none.stderr).toContain('it is not a procedure any more');
    expect(none.stderr).toContain('-id: rhel5-rdac');
    await write('hello', 'hullo');
    expect((await xenpath(['resume', '--procedure', 'new', '--yes'], { data })).exit).toBe(0);
    expect(await readFile(join(folder, 'greeting'), 'utf8')).toBe('hullo\n');
    await rm(file);
    expect((await xenpath(['resume', '--yes'], { data })).stderr).toContain(
      `${file}, which this run took its procedure from, cannot`,
    );
  });

  it('wrong words end with 2 and a sentence: unknown step, parameter, option, command, procedure', async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [
        ['run', smallProcedure, '--inventory', inventory, '--only', 'greting'],
        /no step `greting`[\s\S]*Did you mean `greeting`/u,
      ],
      [
        ['run', smallProcedure, '--inventory', inventory, '--set', 'foldr=/x'],
        /no parameter `foldr`[\s\S]*Did you mean `folder`/u,
      ],
      [['run', smallProcedure, '--inventory', inventory], /Parameter `folder`[\s\S]*--set folder=VALUE/u],
      [['run', smallProcedure, '--inventory', inventory, '--sett', 'a=b'], /unknown option '--sett'/u],
      [['run', smallProcedure], /Which hosts/u],
      [['run', 'no-such-thing', '--inventory', inventory], /There is no procedure no-such-thing/u],
      [['rnu'], /unknown command 'rnu'/u],
      [
        ['run', smallProcedure, '--inventory', join(folder, 'nowhere.yaml')],
        /nowhere\.yaml cannot be read: there is no such file/u,
      ],
      [
        ['run', smallProcedure, '--inventory', inventory, '--set', `folder=${folder}`, '--redo', 'line'],
        /Not made to be done again: line/u,
      ],
    ];
    for (const [words, sentence] of cases) {
      const done = await xenpath(words, { data });
      expect(done.stderr, words.join(' ')).toMatch(sentence);
      expect(done.stdout).toBe('');
      expect(done.exit, words.join(' ')).toBe(2);
    }
  });

  it('a wrong inventory gets file, line, column, what is wrong and what was expected', async () => {
    await writeFile(inventory, 'format: 1\nhosts:\n  one:\n    role: dom1\n    adress: 127.0.0.2\n');
    const done = await run('--yes');
    expect(done.exit).toBe(2);
    expect(done.stderr).toContain(`${inventory}:4:11: `);
    expect(done.stderr).toMatch(/dom0/u);
    expect(done.stderr).toContain(`${inventory}:5:5: \`adress\` is not known`);
    expect(done.stderr).toContain('Did you mean `address`?');
    await writeFile(inventory, 'format: 1\nhosts:\n  one:\n    role: dom0\n    address: 127.0.0.2\n    jump: tow\n');
    expect((await run('--yes')).stderr).toContain(`${inventory}:6:11: There is no host \`tow\` under \`hosts\`.`);
  });

  it('an unknown host key ends with 4, and the line to add is told; --yes does not trust it', async () => {
    await writeInventory({ hostKey: undefined });
    const done = await run('--yes');
    expect(done.exit).toBe(4);
    const shown = /hostKey: (SHA256:\S+)/u.exec(done.stderr)?.[1] ?? '';
    expect(Object.values(host.hostKeys)).toContain(shown);
    const checked = await xenpath(['check', smallProcedure, '--inventory', inventory, '--set', `folder=${folder}`], { data });
    expect(checked.exit).toBe(4);
    expect(checked.stdout).toMatch(new RegExp(`Next: .*hostKey: ${shown.replaceAll('+', '\\+')}`, 'u'));
    expect(existsSync(join(folder, 'greeting'))).toBe(false);
    const trusted = await xenpath(['trust', 'one', '--inventory', inventory, '--fingerprint', shown], { data });
    expect(trusted.exit).toBe(0);
    expect(trusted.stdout).toBe(`hostKey: ${shown}\n`);
    expect((await run('--yes')).exit).toBe(0);
  });

  it('a changed host key and a host that does not answer end with 4', async () => {
    await writeInventory({ hostKey: `SHA256:${'A'.repeat(43)}` });
    const changed = await run('--yes');
    expect(changed.exit).toBe(4);
    expect(changed.stderr).toContain('but the inventory says');
    await writeInventory({ port: 1 });
    const away = await run('--yes');
    expect(away.exit).toBe(4);
    expect(away.stderr).toContain('refused the connection');
    expect(away.stderr).toContain('Nothing was begun');
  });

  it('a data folder that cannot be used ends with 5', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const done = await xenpath(['run', smallProcedure, '--inventory', inventory, '--set', `folder=${folder}`, '--yes'], {
      data: file,
    });
    expect(done.exit).toBe(5);
    expect(done.stderr).toContain(file);
  });

  it('check finds drift: exit 0 while all holds, 1 and "broke" after somebody changed it', async () => {
    await run('--yes');
    expect((await xenpath(['check', 'last'], { data })).exit).toBe(0);
    await writeFile(join(folder, 'greeting'), '');
    const broke = await xenpath(['check', 'last'], { data });
    expect(broke.exit).toBe(1);
    expect(broke.stdout).toMatch(/✗ broke {8}The greeting is there \(0 of 1\)/u);
    const other = await xenpath(['check', 'last', '--only', 'kernel'], { data });
    expect(other.stderr).toContain('of what was asked: passed.');
    expect(other.exit).toBe(0);
    const json = await xenpath(['check', 'last', '--json', '--only', 'greeting'], { data });
    const found = JSON.parse(json.stdout) as { findings: readonly { step: string; state: string; outcome: string }[] };
    expect(found.findings).toMatchObject([{ step: 'greeting', state: 'broke', outcome: 'fail' }]);
  });

  it('check leaves a run that is not at its end unfinished, and a finished one finished', async () => {
    const shown = async (): Promise<{ phase: string; stop: string }> =>
      (JSON.parse((await xenpath(['show', '--json'], { data })).stdout) as { summary: { phase: string; stop: string } }).summary;
    await run('--yes', '--to', 'kernel');
    const [before, checked] = [await shown(), await xenpath(['check', 'last'], { data })];
    expect(checked.stdout).toContain('✓ holds        The kernel is Linux');
    expect(await shown()).toMatchObject({ phase: before.phase, stop: before.stop });
    await run();
    const declined = await shown();
    expect(declined.phase).toBe('stopped');
    await xenpath(['check', 'last'], { data });
    expect(await shown()).toMatchObject({ phase: 'stopped', stop: declined.stop });
  });

  it('check of a procedure on hosts tells not done yet from broke, and changes nothing', async () => {
    const check = (): Promise<CommandDone> =>
      xenpath(['check', smallProcedure, '--inventory', inventory, '--set', `folder=${folder}`], { data });
    const before = await check();
    expect(before.stdout).toContain('· not done yet The greeting is there (0 of 1)');
    expect(before.exit).toBe(1);
    expect(existsSync(join(folder, 'greeting'))).toBe(false);
    await writeFile(join(folder, 'list'), 'x\n');
    expect((await check()).stdout).toMatch(/✗ broke {8}The greeting is there/u);
    await writeFile(join(folder, 'greeting'), 'hello\n');
    expect((await check()).exit).toBe(0);
  });

  it('Ctrl-C during an undo ends it in order, with exit 3, and the same command goes on', async () => {
    await run('--yes');
    const interruptWhen = (stderr: string): boolean => stderr.includes('Undo of ');
    const stopped = await xenpath(['undo', 'last', 'line', '--yes'], { data, interruptWhen });
    expect(stopped.stderr).toContain('It was stopped before its end.');
    expect(stopped.exit).toBe(3);
    const shown = JSON.parse((await xenpath(['show', '--json'], { data })).stdout) as {
      state: { hosts: Record<string, { lease: string | null }>; stopped: { reason: string } };
    };
    expect(Object.values(shown.state.hosts).map(({ lease }) => lease)).toEqual([null]);
    expect(shown.state.stopped.reason).toBe('interrupted');
    expect((await xenpath(['undo', 'last', 'line', '--yes'], { data })).exit).toBe(0);
    expect(await readFile(join(folder, 'word'), 'utf8')).toBe('undone\n');
  });

  it('undo puts a file back, shows what stands on it, and leaves alone what somebody changed since', async () => {
    await writeFile(join(folder, 'list'), 'before\n');
    await rm(join(folder, 'list'));
    await run('--yes');
    const first = await xenpath(['undo', 'last', 'line', '--yes'], { data });
    expect(first.stderr).toContain('“The list names the host” is undone on one.');
    expect(first.exit).toBe(0);
    expect(existsSync(join(folder, 'list'))).toBe(false);
    expect(await readFile(join(folder, 'word'), 'utf8')).toBe('undone\n');
    expect((await xenpath(['resume', '--yes'], { data })).exit).toBe(0);
    await writeFile(join(folder, 'list'), 'one was here\nand somebody else\n');
    const second = await xenpath(['undo', 'last', 'line', '--yes'], { data });
    expect(second.exit).toBe(1);
    expect(second.stderr).toContain('+one was here');
    expect(second.stderr).toContain('+and somebody else');
    expect(await readFile(join(folder, 'list'), 'utf8')).toBe('one was here\nand somebody else\n');
    const undone = await xenpath(['undo', 'last', 'greeting', '--yes'], { data });
    expect(undone.stderr).toContain('- The list names the host');
    expect(existsSync(join(folder, 'greeting'))).toBe(false);
  });

  it('words go into the run, signed: waive, attest, skip, note; names that are not there are refused', async () => {
    await run('--yes', '--set', 'size=7');
    const waived = await xenpath(['waive', 'last', 'greeting/size', '--reason', 'seven is not needed'], { data });
    expect(waived.exit).toBe(0);
    expect((await xenpath(['note', 'last', 'asked the owner', '--step', 'greeting'], { data })).exit).toBe(0);
    expect((await xenpath(['skip', 'last', 'line', '--reason', 'no list here'], { data })).exit).toBe(0);
    expect((await xenpath(['attest', 'last', 'line/listed', '--statement', 'saw it'], { data })).exit).toBe(0);
    const shown = await xenpath(['show'], { data });
    expect(shown.stdout).toContain('Waived: greeting/size on one by tester: seven is not needed');
    expect(shown.stdout).toContain('passed with waivers or attestations');
    expect((await xenpath(['waive', 'last', 'greeting/sise', '--reason', 'x'], { data })).stderr).toContain(
      'Did you mean `size`?',
    );
    expect((await xenpath(['waive', 'last', 'greeting/size', '--reason', ' '], { data })).exit).toBe(2);
    const bare = await xenpath(['waive', 'last', 'greeting', '--reason', 'x'], { data });
    expect(bare.exit).toBe(2);
    expect(bare.stderr).toContain('Which check of step `greeting`? Only the step was named.');
    expect((await xenpath(['show', 'last', '--step', 'greting'], { data })).stderr).toContain('Did you mean `greeting`?');
  });

  it('evidence: verify, export, import, search, compare; a changed export ends with 1', async () => {
    await run('--yes');
    expect((await xenpath(['verify', 'last'], { data })).exit).toBe(0);
    const bundle = join(folder, 'bundle');
    const exported = await xenpath(['export', 'last', bundle], { data });
    expect(exported.stdout).toMatch(/^[0-9a-f]{64}\n$/u);
    expect((await xenpath(['verify', bundle], { data })).exit).toBe(0);
    const other = join(folder, 'other');
    const taken = await xenpath(['import', bundle], { data: other });
    expect(taken.exit).toBe(0);
    expect(JSON.parse((await xenpath(['runs', '--json'], { data: other })).stdout)).toHaveLength(1);
    const again = await xenpath(['import', bundle], { data: other });
    expect([taken.stderr, again.stderr]).toEqual([
      expect.stringContaining('Taken in:'),
      expect.stringContaining('Already here, with the same evidence; nothing was changed:'),
    ]);
    await writeFile(
      join(bundle, 'events.jsonl'),
      (await readFile(join(bundle, 'events.jsonl'), 'utf8')).replace('hello', 'hullo'),
    );
    const tampered = await xenpath(['verify', bundle], { data });
    expect(tampered.exit).toBe(1);
    expect((await xenpath(['search', 'was here'], { data })).stdout).toMatch(/was here/u);
    await run('--yes', '--set', 'size=7');
    const compared = await xenpath(['compare', taken.stdout.trim(), 'last', '--json'], { data });
    const found = JSON.parse(compared.stdout) as {
      differences: readonly { change: string }[];
      parameters: readonly { name: string }[];
    };
    expect(found.parameters).toMatchObject([{ name: 'size', after: 7 }]);
    expect(found.differences.some(({ change }) => change === 'broke')).toBe(true);
  });

  it('no colour where it is piped or NO_COLOR is set, and no escape in any output', async () => {
    const done = await run('--yes');
    const all = [
      done,
      await xenpath(['show'], { data }),
      await xenpath(['runs'], { data, environment: { FORCE_COLOR: '1', NO_COLOR: '1' } }),
    ];
    for (const { stdout, stderr } of all) expect(stdout + stderr).not.toContain('\u001b');
  });
});
