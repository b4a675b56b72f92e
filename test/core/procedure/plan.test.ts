import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inventory, type Inventory } from '../../../core/hosts/inventory.ts';
import { compareProcedures, stepDigest } from '../../../core/procedure/digest.ts';
import { loadProcedure, loadYaml } from '../../../core/procedure/load.ts';
import { dependantsOf, orderSteps } from '../../../core/procedure/order.ts';
import { resolveParameters, type ResolvedParameters } from '../../../core/procedure/parameters.ts';
import { makePlan, type Plan } from '../../../core/procedure/plan.ts';
import { inventoryJsonSchema, procedureJsonSchema } from '../../../core/procedure/json-schema.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { totalsLines } from '../../../core/report/plan-words.ts';
import type { ScopeSource } from '../../../core/procedure/step-scope.ts';

const text = readFileSync(new URL('../../fixtures/procedures/sample.yaml', import.meta.url), 'utf8');

function sample(change: (text: string) => string = (same) => same): Procedure {
  const loaded = loadProcedure(change(text));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.value.value;
}

const hosts: Inventory = inventory.parse({
  format: 1,
  hosts: {
    xen1: { role: 'dom0', address: '192.0.2.1' },
    xen2: { role: 'dom0', address: '192.0.2.2', parameters: { disks: ['/dev/sdb', '/dev/sdc d'] } },
    sw1: { role: 'switch', address: '192.0.2.9', shell: 'fos' },
  },
});

function parameters(procedure = sample(), given: Readonly<Record<string, unknown>> = {}): ResolvedParameters {
  const result = resolveParameters(procedure, hosts, given);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function source(more: Partial<ScopeSource> = {}): ScopeSource {
  return {
    inventory: hosts,
    parameters: parameters(),
    captured: {},
    joined: [],
    run: { id: 'r', operator: 'o' },
    ...more,
  };
}

function plan(procedure = sample(), from = source()): Plan {
  const result = makePlan(procedure, from);
  if (!result.ok) throw new Error(result.problem.sentence);
  return result.value;
}

describe('plan', () => {
  it('shows the exact commands for each host, and marks what depends on captures', () => {
    const step = plan().steps.find(({ id }) => id === 'format-disks');
    const acts = (name: string) => step?.hosts.find((host) => host.name === name)?.acts.map((act) => [act.text, act.known]);
    expect(acts('xen1')).toEqual([
      ['/sbin/mkfs.ext3 -q /dev/sdb', true],
      ['echo <captures.release> > /root/release', false],
    ]);
    expect(acts('xen2')).toEqual([
      ['/sbin/mkfs.ext3 -q /dev/sdb', true],
      // No name of a device: what would be destroyed is not known.
      ["/sbin/mkfs.ext3 -q '/dev/sdc d'", false],
      ['echo <captures.release> > /root/release', false],
    ]);
  });

  it('knows more once something was captured', () => {
    const step = plan(sample(), source({ captured: { xen1: { release: '2.6' } } })).steps.find(({ id }) => id === 'format-disks');
    expect(step?.hosts[0]?.acts.at(-1)).toMatchObject({ text: 'echo 2.6 > /root/release', known: true });
  });

  it('names what is destroyed, what cannot be undone and how long it takes', () => {
    const made = plan();
    expect(made.totals.destroys).toContain('xen1:/dev/sdb');
    expect(made.steps.find(({ id }) => id === 'format-disks')).toMatchObject({
      undo: 'irreversible',
      irreversible: 'What was on the disks is gone.',
    });
    // 5 s and 2 min on two hosts, 1 min on the switch, 10 s on the first host.
    expect(made.totals.estimateMs).toBe(2 * 5000 + 2 * 120_000 + 60_000 + 10_000);
    expect(made.steps.find(({ id }) => id === 'port-off')?.hosts[0]?.undo[0]?.text).toBe('portenable 3');
  });

  it('follows needs, and the text where they leave it open', () => {
    expect(plan().steps.map(({ id }) => id)).toEqual(['kernel-runs', 'format-disks', 'port-off', 'guest-joins']);
    const turned = sample((same) =>
      same.replace('needs: [format-disks]', 'needs: [guest-joins]').replace('why: Nothing', 'needs: []\n        why: Nothing'),
    );
    expect(orderSteps(turned).order).toEqual(['kernel-runs', 'format-disks', 'guest-joins', 'port-off']);
    expect(dependantsOf(sample(), 'kernel-runs')).toEqual(['format-disks', 'port-off', 'guest-joins']);
    const circle = makePlan(
      sample((same) => same.replace('needs: [format-disks]', 'needs: [port-off]')),
      source(),
    );
    expect(circle.ok ? '' : circle.problem.code).toBe('circle');
  });

  it('says which branch is taken', () => {
    const first = (made: Plan) => made.steps.find(({ id }) => id === 'port-off')?.hosts[0];
    expect(first(plan())).toMatchObject({ branch: 'taken', reason: null });
    const none = sample((same) => same.replace('when: params.lunCount > 0', 'when: params.lunCount > 9'));
    expect(first(plan(none))).toMatchObject({ branch: 'not-taken', reason: 'There are no LUNs.', acts: [] });
    const later = sample((same) => same.replace('when: params.lunCount > 0', "when: captured['xen1'].release == 'x'"));
    expect(first(plan(later))).toMatchObject({ branch: 'undecided' });
  });

  it('tells what is destroyed where the device is found out later, apart from what is known', () => {
    const found = sample((same) =>
      same
        .replace(
          'run: echo {{ captures.release }} > /root/release',
          "run: /sbin/mkfs.ext3 {{ captures.release }}\n            destroys: '[captures.release]'",
        )
        .replace('- id: note\n            class: change', '- id: note\n            class: destructive')
        .replace(
          'value: kernel.release\n',
          'value: kernel.release\n            presumed: \'"/dev/sd" + letter(params.lunCount)\'\n',
        ),
    );
    const { totals, steps } = plan(found);
    expect(totals.destroys).toEqual(['xen1:/dev/sdb', 'xen2:/dev/sdb', 'xen2:/dev/sdc d']);
    const by = [{ step: 'kernel-runs', title: 'Release of the kernel' }];
    expect(totals.mayDestroy).toEqual([
      { host: 'xen1', device: '/dev/sde', by },
      { host: 'xen2', device: '/dev/sde', by },
    ]);
    const act = steps.find(({ id }) => id === 'format-disks')?.hosts[0]?.acts.at(-1);
    expect(act).toMatchObject({ text: '/sbin/mkfs.ext3 <captures.release>', known: false, destroys: [] });
    expect(totalsLines(plan(found)).at(-1)).toContain(
      'xen1:/dev/sde (predicted; step kernel-runs finds it: Release of the kernel)',
    );
    // Once it was found it is known, and no prediction is left.
    const after = plan(found, source({ captured: { xen1: { release: '/dev/sdx' }, xen2: { release: '/dev/sdy' } } }));
    expect(after.totals.destroys).toEqual(expect.arrayContaining(['xen1:/dev/sdx', 'xen2:/dev/sdy']));
    expect(after.totals.mayDestroy).toEqual([]);
    const unsaid = sample((same) => same.replace('forEach: params.disks', 'forEach: "[captures.release]"'));
    expect(plan(unsaid).totals.mayDestroy).toEqual([
      { host: 'xen1', device: null, by },
      { host: 'xen2', device: null, by },
    ]);
    expect(totalsLines(plan(unsaid)).at(-1)).toContain('xen1: not known yet (step kernel-runs finds it');
  });

  it('tells how a person does the same in a graphical tool, for each host', () => {
    const hostsOf = (made: Plan) => made.steps.find(({ id }) => id === 'format-disks')?.hosts ?? [];
    const [first, second] = hostsOf(plan());
    expect(first?.byHand).toEqual({
      tool: 'Disk Tool',
      clicks: [
        { number: null, screen: 'Main panel', do: 'Open test0.', enters: [], shows: null, figure: null, known: true },
        {
          number: null,
          screen: 'Disks',
          do: 'Make a file system.',
          enters: [
            { field: 'Disks', value: '/dev/sdb' },
            { field: 'Kernel', value: '<captures.release>' },
          ],
          shows: 'A picture.',
          figure: 15,
          known: false,
        },
      ],
    });
    expect(second?.byHand?.clicks[1]?.enters[0]?.value).toBe('/dev/sdb, /dev/sdc d');
    const [known] = hostsOf(plan(sample(), source({ captured: { xen1: { release: '2.6' } } })));
    expect(known?.byHand?.clicks[1]).toMatchObject({ known: true, enters: [{}, { field: 'Kernel', value: '2.6' }] });
    const other = hostsOf(plan(sample(), source({ parameters: parameters(sample(), { guest: 'other' }) })))[0];
    expect(other?.byHand?.clicks.map(({ screen }) => screen)).toEqual(['Main panel', 'Disks', 'Ports']);
  });

  it('counts hosts that come into being', () => {
    const guests = sample((same) =>
      same.replace(
        'on: { role: switch, first: true }\n        needs: [format-disks]',
        "on: { role: guest, name: '{{ params.guest }}' }\n        needs: [format-disks]",
      ),
    );
    expect(plan(guests).steps.find(({ id }) => id === 'port-off')?.hosts).toMatchObject([{ name: 'test0', there: false }]);
  });

  it('tells of roles without hosts', () => {
    const alone = inventory.parse({ format: 1, hosts: { xen1: { role: 'dom0', address: 'a' } } });
    expect(plan(sample(), source({ inventory: alone })).concerns.join()).toContain('role switch');
  });

  it('has the hosts that a check depends on', () => {
    expect(plan().steps.find(({ id }) => id === 'format-disks')?.checks[0]).toMatchObject({
      dependsOn: ['sw1'],
      maxAgeMs: 3_600_000,
    });
  });
});

describe('parameters', () => {
  it('come from the command line, the inventory, what is derived, the default, in this order', () => {
    expect(parameters().run).toEqual({ kernel: '2.6.18-53.el5xen', lunCount: 4, disks: ['/dev/sdb'], guest: 'test0' });
    expect(parameters(sample(), { lunCount: 6 }).origin).toEqual({
      kernel: 'default',
      lunCount: 'set',
      disks: 'default',
      guest: 'default',
    });
    const luns = [0, 1].map((lun) => ({ lun, name: `l${lun}`, array: 'ds1' }));
    const declared = inventory.parse({ format: 1, hosts: {}, fabric: { luns }, parameters: { guest: 'test1' } });
    const result = resolveParameters(sample(), declared);
    expect(result.ok && [result.value.run['lunCount'], result.value.origin]).toEqual([
      2,
      { kernel: 'default', lunCount: 'derived', disks: 'default', guest: 'inventory' },
    ]);
  });
  it('have the defaults of a lab in the place of the procedure’s, where the procedure has such a parameter', () => {
    const lab = inventory.parse({ format: 1, hosts: {}, defaults: { guest: 'practice0', pace: 7 } });
    const of = (given: Inventory, set = {}) => {
      const result = resolveParameters(sample(), given, set);
      return result.ok ? [result.value.run['guest'], result.value.origin['guest'], Object.hasOwn(result.value.run, 'pace')] : [];
    };
    expect(of(lab)).toEqual(['practice0', 'inventory', false]);
    expect(of({ ...lab, parameters: { guest: 'own' } })).toEqual(['own', 'inventory', false]);
    expect(of(lab, { guest: 'mine' })).toEqual(['mine', 'set', false]);
  });
  it('differ from host to host where they may', () => {
    expect(parameters().byHost['xen2']?.['disks']).toEqual(['/dev/sdb', '/dev/sdc d']);
    expect(parameters().byHost['xen1']?.['disks']).toEqual(['/dev/sdb']);
  });
  it('are read from the text of a command line', () => {
    expect(parameters(sample(), { lunCount: '6', disks: '/dev/sdb, /dev/sdc' }).run).toMatchObject({
      lunCount: 6,
      disks: ['/dev/sdb', '/dev/sdc'],
    });
  });
  it.each<[Record<string, unknown>, string]>([
    [{ lunCuont: 1 }, 'unknown-parameter'],
    [{ lunCount: 'many' }, 'wrong-parameter'],
    [{ lunCount: 0 }, 'wrong-parameter'],
    [{ kernel: 'x' }, 'wrong-parameter'],
    [{ kernel: '2\n3' }, 'wrong-parameter'],
  ])('%j is refused', (given, code) => {
    const result = resolveParameters(sample(), hosts, given);
    expect(result.ok ? [] : result.problems.map((problem) => problem.code)).toEqual(expect.arrayContaining([code]));
  });
  it('of the run cannot be set for one host', () => {
    const wrong = inventory.parse({ format: 1, hosts: { a: { role: 'dom0', address: 'a', parameters: { kernel: '2.6' } } } });
    const result = resolveParameters(sample(), wrong);
    expect(result.ok ? '' : result.problems[0]?.code).toBe('parameter-of-run');
  });
});

describe('digest of a step', () => {
  it('stays when only prose changes, and changes with what is done', () => {
    const before = sample();
    expect(
      compareProcedures(
        before,
        sample((same) =>
          same
            .replace('Nothing else works', 'No more works')
            .replace('estimate: 2m', 'estimate: 3m')
            .replace('do: Make a file system.', 'do: Make two.'),
        ),
      ),
    ).toEqual({ added: [], removed: [], changed: [] });
    expect(
      compareProcedures(
        before,
        sample((same) => same.replace('mkfs.ext3 -q', 'mkfs.ext3')),
      ),
    ).toEqual({ added: [], removed: [], changed: ['format-disks'] });
    expect(
      compareProcedures(
        before,
        sample((same) => same.replace('id: guest-joins', 'id: guest-comes')),
      ),
    ).toMatchObject({ added: ['guest-comes'], removed: ['guest-joins'] });
    const [step] = before.chapters[0]?.steps ?? [];
    expect(step && stepDigest(step)).toMatch(/^[0-9a-f]{64}$/u);
  });
});

describe('reading', () => {
  const problems = (bad: string) => {
    const result = loadYaml(bad, inventory);
    return result.ok ? [] : result.problems;
  };
  it('names line, column, what is wrong and what was expected', () => {
    const bad = 'format: 1\nhosts:\n  xen1:\n    role: dom1\n    adress: a\n    port: ssh\n';
    expect(problems(bad)).toMatchObject([
      { line: 3, code: 'missing', path: 'hosts.xen1.address' },
      { line: 4, column: 11, code: 'wrong-value', next: 'Did you mean `dom0`?' },
      { line: 5, column: 5, code: 'unknown-key', next: 'Did you mean `address`?' },
      { line: 6, column: 11, code: 'wrong-type', sentence: '`hosts.xen1.port` is `ssh`; a number is expected.' },
    ]);
  });
  it.each(['hunter2', '12345', '[hunter2]', '{ value: hunter2 }', '{ env: [hunter2] }'])(
    'never repeats a secret that somebody wrote into an inventory, and says what may stand there: %s',
    (secret) => {
      const written = problems(`format: 1\nhosts:\n  sw1: { role: switch, address: a, auth: { password: ${secret} } }\n`);
      expect(written).toMatchObject([{ line: 3, path: 'hosts.sw1.auth.password' }]);
      expect(written[0]?.sentence).toContain('write { env: NAME }, { file: PATH }');
      const others = [`auth: ${secret}`, `auth: { key: { x: ${secret} } }`, `auth: { agent: ${secret} }`].flatMap((auth) =>
        problems(`format: 1\nhosts:\n  sw1: { role: switch, address: a, ${auth} }\n`),
      );
      expect(JSON.stringify([written, others])).not.toMatch(/hunter2|12345/u);
    },
  );
  it.each(['!hunter2', '*hunter2', '@hunter2', '"hunter2', '{hunter2', '%hunter2: a: b'])(
    'nor one that is not even YAML: %s',
    (secret) => {
      const written = problems(
        `format: 1\nhosts:\n  sw1:\n    role: switch\n    address: a\n    auth: { password: ${secret} }\n`,
      );
      expect(written.length).toBeGreaterThan(0);
      expect(JSON.stringify(written)).not.toContain('hunter2');
    },
  );
  it('names what is wrong within the alternative that was meant', () => {
    const bad = text.replace(
      '            run: /sbin/mkfs.ext3 -q {{ item }}',
      '            run: /sbin/mkfs.ext3 -q {{ item }}\n            exit: [0]',
    );
    const result = loadProcedure(bad);
    expect(result.ok ? [] : result.problems).toMatchObject([{ code: 'unknown-key', next: 'Did you mean `exits`?' }]);
  });
  it('refuses aliases, double keys, and texts that are too large', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 20 }, (_, index) => `a${index}: &a${index} [${'*a, '.repeat(8)}*a]`).join('\n')}\n`;
    expect(problems(bomb)[0]?.code).toBe('yaml-alias');
    expect(problems('a: 1\na: 2\n')[0]).toMatchObject({ code: 'yaml', line: 2 });
    expect(problems('x'.repeat(2_000_001))[0]?.code).toBe('too-large');
    expect(problems('a: [1\n')[0]?.code).toBe('yaml');
    expect(problems('')[0]?.code).toBe('wrong-type');
  });
  it('is described by JSON Schemas', () => {
    expect(procedureJsonSchema()).toMatchObject({ title: 'Xenpath procedure', properties: { chapters: { type: 'array' } } });
    expect(inventoryJsonSchema()).toMatchObject({ required: expect.arrayContaining(['hosts']) as unknown });
  });
});
