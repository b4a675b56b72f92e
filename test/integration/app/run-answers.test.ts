import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from '../../../core/contract/client.ts';
import type { GuestsSight } from '../../../core/contract/guests.ts';
import type { WindowContract } from '../../../core/contract/window.ts';
import type { Desk } from '../../../core/contract/work.ts';
import type { Underway } from '../../../core/run/underway.ts';
import { must, serveOneWindow, type ServedWindow } from './served-window.ts';

/** The smallest PNG that there is: one transparent pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

let served: ServedWindow;
let window: Client<WindowContract>;
let run: string;

beforeAll(async () => {
  served = await serveOneWindow();
  window = served.open();
  const hosts = { kind: 'practice', wish: { state: 'guests' } } as const;
  run = must(await window.call('runs.create', { procedure: 'rhel5-rdac', hosts, set: {} })).run;
}, 120_000);

afterAll(async () => {
  expect(served.unexpected).toEqual([]);
  window.dispose();
  await served.dispose();
});

it('tells what a step works with, before and after it was found out, and what is under way meanwhile', async () => {
  const before = must(await window.call('runs.inputs', { run, step: 'zoning' }));
  expect(before.parameters.map(({ name }) => name)).toContain('zones');
  expect(before.parameters.find(({ name }) => name === 'zones')).toMatchObject({
    origin: expect.stringMatching(/^(?:inventory|derived|default)$/u) as string,
    value: expect.arrayContaining([expect.objectContaining({ switch: 'sw1' })]) as unknown,
  });
  expect(before.captures).toEqual([
    { name: 'zoneConfiguration', title: expect.any(String) as string, step: 'cables', values: {} },
  ]);
  // A step does not wait for what it finds out itself.
  expect(must(await window.call('runs.inputs', { run, step: 'cables' })).captures).toEqual([]);
  expect(await window.call('runs.inputs', { run: 'none', step: 'zoning' })).toMatchObject({ ok: false });

  const seen: Underway[] = [];
  let now: readonly Underway[] | null = null;
  const watching = window.stream('work.underway', { run }, (all) => {
    now = all;
    seen.push(...all);
  });
  let desk: Desk = { working: [], questions: [] };
  const atDesk = window.stream('desk.watch', null, (all) => void (desk = all));
  await expect.poll(() => now, { timeout: 10_000 }).toEqual([]);
  const steps = ['server', 'release', 'files', 'array', 'switches', 'cables'];
  must(await window.call('work.begin', { run, task: { kind: 'go', steps, hosts: null, redo: [] } }));
  await expect.poll(() => desk.working.find((one) => one.run === run)?.last ?? null, { timeout: 120_000 }).not.toBeNull();
  expect(desk.working[0]?.last?.problem ?? null).toBeNull();
  expect(seen.length).toBeGreaterThan(0);
  // Nothing of these steps changes anything: hosts are asked, some again and again until it holds.
  expect(new Set(seen.map(({ kind }) => kind))).toEqual(new Set(['asking', 'poll']));
  for (const { since } of seen) expect(since).toMatch(/^\d{4}-.*Z$/u);
  expect(new Set(seen.map((one) => (one.kind === 'asking' ? one.step : null))).size).toBeGreaterThan(1);
  // With the work its sight is gone.
  await expect.poll(() => now).toEqual([]);
  watching.cancel();
  atDesk.cancel();

  const after = must(await window.call('runs.inputs', { run, step: 'zoning' }));
  expect(after.captures).toMatchObject([
    {
      name: 'zoneConfiguration',
      step: 'cables',
      values: { sw1: expect.any(String) as string, sw2: expect.any(String) as string },
    },
  ]);
});

it('keeps a picture with its note, gives it back as it came, and takes nothing else for one', async () => {
  const note = { run, step: 'cables', host: 'sw1', text: 'The rack from behind.', name: 'rack.png' };
  must(await window.call('pictures.add', { ...note, data: PIXEL }));
  const state = must(await served.application.store.state(run));
  const { attachment } = state.notes.at(-1) ?? {};
  expect(state.notes.at(-1)).toMatchObject({ step: 'cables', host: 'sw1', text: 'The rack from behind.', operator: 'ada' });
  expect(attachment).toMatchObject({ name: 'rack.png', output: { bytes: Buffer.from(PIXEL, 'base64').length } });
  expect(await window.call('pictures.read', { hash: attachment?.output.hash ?? '' })).toEqual({
    ok: true,
    value: { type: 'image/png', width: 1, height: 1, data: PIXEL },
  });

  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>').toString('base64');
  expect(await window.call('pictures.add', { ...note, data: drawing })).toMatchObject({
    ok: false,
    problem: { code: 'no-picture' },
  });
  expect(await window.call('pictures.add', { ...note, step: 'none', data: PIXEL })).toMatchObject({
    ok: false,
    problem: { code: 'no-such-step' },
  });
  expect(await window.call('pictures.add', { ...note, host: 'nobody', data: PIXEL })).toMatchObject({
    ok: false,
    problem: { code: 'no-such-host' },
  });
  expect(must(await served.application.store.state(run)).notes).toHaveLength(state.notes.length);
  expect(await window.call('pictures.read', { hash: 'f'.repeat(64) })).toMatchObject({
    ok: false,
    problem: { code: 'no-such-output' },
  });
  // What a command printed is kept as well, and is no picture.
  const events = must(await served.application.store.events(run));
  const probed = events.find(({ event }) => event.type === 'probed')?.event;
  const hash = probed?.type === 'probed' ? (probed.results[0]?.stdout.hash ?? '') : '';
  expect(await window.call('pictures.read', { hash })).toMatchObject({ ok: false, problem: { code: 'no-picture' } });
  expect(must(await window.call('runs.verify', { run })).problems).toEqual([]);
});

it('asks a port of a switch for its counters from the topology, keeps what it says, and a picture of its cable', async () => {
  const port = async () => {
    const { topology } = must(await window.call('topology.at', { run, sequence: null }));
    return topology.elements.find(({ id }) => id === 'switch-port:sw1:0');
  };
  const failures = async () => (await port())?.facts.filter(({ name }) => name === 'Link_failure');
  expect(await failures()).toEqual([]);
  let desk: Desk = { working: [], questions: [] };
  const atDesk = window.stream('desk.watch', null, (all) => void (desk = all));
  const look = async (element: string) => {
    must(await window.call('work.begin', { run, task: { kind: 'look', element } }));
    await expect
      .poll(() => desk.working.find((one) => one.run === run), { timeout: 60_000 })
      .toMatchObject({ task: null, last: { task: { kind: 'look', element } } });
    return desk.working.find((one) => one.run === run)?.last;
  };
  expect(await look('switch-port:sw1:0')).toMatchObject({ problem: null, sentence: 'sw1 answered 2 of 2 questions.' });
  const [told] = (await failures()) ?? [];
  expect(told).toMatchObject({ value: expect.stringMatching(/^[0-9]+$/u) as string });
  const places = told?.evidence === null || told === undefined ? [] : [told.evidence];
  expect(must(await window.call('topology.sources', { run, places }))).toMatchObject([
    { host: 'sw1', command: 'portshow 0', step: null, exit: 0 },
  ]);
  expect(await look('array:nowhere')).toMatchObject({ problem: { code: 'nothing-to-ask' } });
  atDesk.cancel();

  const { topology } = must(await window.call('topology.at', { run, sequence: null }));
  const cable = topology.links.find(({ kind, to }) => kind === 'cable' && to === 'switch-port:sw1:0')?.id ?? '';
  const note = { run, step: null, host: null, text: 'Its label is torn.', name: 'label.png', data: PIXEL };
  must(await window.call('pictures.add', { ...note, element: cable }));
  expect(must(await served.application.store.state(run)).notes.at(-1)).toMatchObject({
    element: cable,
    attachment: { name: 'label.png' },
  });
  expect(await window.call('pictures.add', { ...note, element: 'cable|no|where' })).toMatchObject({
    ok: false,
    problem: { code: 'no-such-element' },
  });
});

it('tells guests, networks and storage as the hosts have them, for as long as somebody watches, and records nothing', async () => {
  const { sequence } = must(await served.application.store.state(run));
  let sight: GuestsSight | null = null as GuestsSight | null;
  const watching = window.stream('guests.watch', { run }, (now) => void (sight = now));
  const host = (): GuestsSight['hosts'][number] | undefined => sight?.hosts[0];
  const array = (): GuestsSight['arrays'][number] | undefined => sight?.arrays[0];
  await expect.poll(() => host()?.networks.value ?? null, { timeout: 60_000 }).not.toBeNull();
  await expect.poll(() => array()?.groups.value ?? null, { timeout: 60_000 }).not.toBeNull();
  watching.cancel();

  expect(host()).toMatchObject({ host: 'xenhost', domains: { problem: null, value: { tool: 'xm' } } });
  expect(host()?.domains.value?.domains.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Domain-0', 'test0', 'test1']) as string[],
  );
  const configuration = host()?.configurations.value?.find(({ guest }) => guest === 'test0');
  expect(configuration?.disks.map(({ device }) => device)).toEqual(['xvda', 'xvdb', 'xvdc']);
  expect(host()?.networks.value?.[0]).toMatchObject({ active: true, bridge: expect.any(String) as string });
  expect(array()?.drives.value?.map(({ name, currentOwner }) => [name, currentOwner])).toEqual([
    ['xen_lun0', expect.stringContaining('A')],
    ['xen_lun1', expect.stringContaining('B')],
    ['xen_lun2', expect.stringContaining('A')],
    ['xen_lun3', expect.stringContaining('B')],
  ]);
  expect(array()?.groups.value?.map(({ name }) => name)).toContain('XENGRP');
  expect(must(await served.application.store.state(run)).sequence).toBe(sequence);
  expect(await window.call('runs.inputs', { run, step: 'none' })).toEqual({ ok: true, value: { parameters: [], captures: [] } });
});
