/** The arrows of the house: who may import whom. Run by `npm test`. */
const room = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });
const coreOrder = [
  ['evidence', 'markup'],
  ['probes', 'hosts'],
  ['checks', 'actions', 'edits'],
  ['procedure'],
  ['run'],
  ['topology', 'fault'],
  ['report'],
  ['contract'],
];
// Within core a room may import only rooms of earlier ranks, and itself. Probes and hosts may know each other.
const arrowsInCore = coreOrder.flatMap((rank, index) =>
  rank.map((name) => {
    const later = coreOrder.slice(index + 1).flat();
    return room(
      `core-${name}-no-arrow-back`,
      { path: `^core/${name}/` },
      { path: `^core/(${later.join('|') || 'nothing'})/` },
      'Inside core there is no arrow back.',
    );
  }),
);
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^test/', '\\.config\\.', '^core/globals'] },
      to: {},
    },
    ...arrowsInCore,
    room('core-imports-nothing-of-ours', { path: '^core/' }, { path: '^(main|renderer|preload|test|scripts)/' }),
    room('core-has-no-node', { path: '^(core|renderer)/' }, { dependencyTypes: ['core'] }),
    room('window-imports-core-alone', { path: '^renderer/' }, { path: '^(main|preload|test|scripts)/' }),
    room('main-not-from-window', { path: '^main/' }, { path: '^(renderer|preload|test)/' }),
    room(
      'entries-are-not-imported',
      { path: '^main/(engine|ssh|store|labs|rpc)/' },
      { path: '^main/(app|electron|loopback|cli)/' },
    ),
    room('engine-knows-no-lab', { path: '^main/engine/' }, { path: '^main/labs/(?!hands)' }),
    room(
      'labs-know-no-parser',
      { path: '^main/labs/' },
      { path: '^(core/(probes|checks)|main/(engine|store))/', dependencyTypesNot: ['type-only'] },
    ),
    room(
      'electron-only-in-its-entry',
      { path: '.', pathNot: '^(main/electron|preload|test/standin)/' },
      { path: '^(electron$|node_modules/electron/)' },
    ),
    room(
      'ssh2-only-in-ssh-and-serve',
      { path: '^(core|main)/', pathNot: '^main/(ssh|labs/practice/serve)/' },
      { path: 'node_modules/ssh2/' },
    ),
    room('sqlite3-only-in-store', { path: '^(core|main)/', pathNot: '^main/store/' }, { path: 'node_modules/sqlite3/' }),
    room('world-is-pure', { path: '^main/labs/practice/(world|programs)/' }, { dependencyTypes: ['core'] }),
    room('not-to-test', { path: '^(core|main)/' }, { path: '^test/' }),
    // Electron is what the desktop entry runs in: it is there without being installed.
    room(
      'not-to-dev-dependencies',
      { path: '^(core|main)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/|^node_modules/electron/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
