import { expect, test } from 'vitest';
import type { Topology } from '../../../core/topology/model.ts';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { topologyView, type ViewId } from '../../../core/topology/views.ts';
import { ARTICLE_PLANNED, askEverything, askGuests, beginRun } from '../../support/article-run.ts';

/** What each of the article's diagrams shows, from its sentences: kinds with names, and the ways between them. */
const FIGURES: readonly {
  readonly view: ViewId;
  readonly shows: Readonly<Record<string, readonly string[]>>;
  readonly ways: readonly string[];
}[] = [
  {
    view: 'figure-1',
    shows: {
      hypervisor: ['Xen hypervisor'],
      domain: ['dom0 on xenhost'],
      guest: ['test0', 'test1'],
      module: ['blkbk', 'blktap', 'netbk', 'qla2xxx', 'xenblk', 'xenblk', 'xennet', 'xennet'],
    },
    ways: ['Xen hypervisor > dom0 on xenhost', 'Xen hypervisor > test0', 'blkbk > xenblk', 'blktap > xenblk', 'netbk > xennet'],
  },
  {
    view: 'figure-2',
    shows: {
      host: ['xenhost'],
      'hba-port': ['port 1', 'port 2'],
      switch: ['sw1', 'sw2'],
      array: ['ds4800'],
      controller: ['controller A', 'controller B'],
      lun: ['LUN 0', 'LUN 1', 'LUN 2', 'LUN 3'],
    },
    ways: [
      'xenhost port 1 > sw1 port 0',
      'sw1 port 1 > controller A port 1',
      'xenhost port 2 > sw2 port 0',
      'sw2 port 1 > controller B port 1',
      'controller A > LUN 0',
      'controller B > LUN 1',
      'controller A > LUN 2',
      'controller B > LUN 3',
    ],
  },
  {
    view: 'figure-6',
    shows: {
      lun: ['LUN 0', 'LUN 1', 'LUN 2'],
      multipath: ['RDAC'],
      device: ['/dev/sdb', '/dev/sdc', '/dev/sdd'],
      guest: ['test0'],
      'guest-disk': ['xvda', 'xvdb', 'xvdc'],
    },
    ways: ['LUN 0 > RDAC', 'RDAC > /dev/sdb', '/dev/sdb > test0 xvda', '/dev/sdc > test0 xvdb', '/dev/sdd > test0 xvdc'],
  },
  {
    view: 'figure-15',
    shows: {
      lun: ['LUN 3'],
      multipath: ['RDAC'],
      device: ['/dev/sde'],
      partition: ['/dev/sde1'],
      'file-system': ['/var/lib/xen/images'],
      image: ['a', 'b', 'c'].map((letter) => `/var/lib/xen/images/test1-xvd${letter}.img`),
      guest: ['test1'],
      'guest-disk': ['xvda', 'xvdb', 'xvdc'],
    },
    ways: [
      'LUN 3 > RDAC',
      'RDAC > /dev/sde',
      '/dev/sde > /dev/sde1',
      '/dev/sde1 > /var/lib/xen/images',
      '/var/lib/xen/images > /var/lib/xen/images/test1-xvda.img',
      '/var/lib/xen/images/test1-xvda.img > test1 xvda',
      '/var/lib/xen/images/test1-xvdb.img > test1 xvdb',
      '/var/lib/xen/images/test1-xvdc.img > test1 xvdc',
    ],
  },
];

const finished = (() => {
  const run = askGuests(askEverything(beginRun()));
  return topologyAt(run.events, run.head, ARTICLE_PLANNED);
})();
const onlyDeclared = (() => {
  const run = beginRun();
  return topologyAt(run.events, run.head, ARTICLE_PLANNED);
})();

function shown(topology: Topology, id: ViewId): { kinds: Record<string, string[]>; ways: string[]; states: Set<string> } {
  const view = topologyView(topology, id);
  const byId = new Map(view.elements.map((one) => [one.id, one]));
  const name = (of: string): string => {
    const one = byId.get(of);
    const parent = one?.parent === null || one === undefined ? undefined : byId.get(one.parent);
    return one?.kind.endsWith('-port') === true || one?.kind === 'guest-disk'
      ? `${parent?.name ?? ''} ${one.name}`
      : (one?.name ?? of);
  };
  const kinds: Record<string, string[]> = {};
  for (const one of view.elements) (kinds[one.kind] ??= []).push(one.name);
  return {
    kinds: Object.fromEntries(Object.entries(kinds).map(([kind, names]) => [kind, names.sort()])),
    ways: view.links.map(({ from, to }) => `${name(from)} > ${name(to)}`),
    states: new Set([...view.elements, ...view.links].map(({ state }) => state)),
  };
}

test.each(FIGURES)('$view shows what the article says', ({ view, shows, ways }) => {
  const { kinds, ways: drawn, states } = shown(finished, view);
  for (const [kind, names] of Object.entries(shows)) expect(kinds[kind], kind).toEqual(expect.arrayContaining([...names]));
  for (const kind of ['lun', 'device', 'guest', 'guest-disk', 'controller', 'switch'])
    if (shows[kind] !== undefined) expect(kinds[kind], kind).toEqual([...(shows[kind] ?? [])].sort());
  expect(drawn).toEqual(expect.arrayContaining([...ways]));
  expect([...states]).toEqual(['ok']);
});

test('before anything was asked, Figure 2 is drawn from what is declared, all of it unknown', () => {
  const { kinds, ways, states } = shown(onlyDeclared, 'figure-2');
  expect(kinds['hba-port']).toEqual(['port 1', 'port 2']);
  expect(ways).toContain('xenhost port 1 > sw1 port 0');
  expect([...states]).toEqual(['unknown']);
});

test('before anything was asked, Figures 6 and 15 show the guests that are planned', () => {
  expect(shown(onlyDeclared, 'figure-6').ways).toEqual(['LUN 0 > test0 xvda', 'LUN 1 > test0 xvdb', 'LUN 2 > test0 xvdc']);
  const images = shown(onlyDeclared, 'figure-15');
  expect(images.kinds['lun']).toEqual(['LUN 3']);
  expect(images.ways).toContain('LUN 3 > /var/lib/xen/images');
});
