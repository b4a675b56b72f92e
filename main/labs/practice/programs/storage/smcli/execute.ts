import type { Result } from '../../../../../../core/result.ts';
import { setAvailability } from '../../../world/storage/controllers.ts';
import { FileError } from '../../../world/file-error.ts';
import type { Machine } from '../../../world/machine.ts';
import { resolvePath } from '../../../world/path.ts';
import {
  createHost, createHostGroup, createHostPort, createLogicalDrive, deleteLogicalDrive, findLogicalDrive, mapLun, redistribute, removeWhere,
  transferOwnership, usable, type NewLogicalDrive,
} from '../../../world/storage/array.ts'; // prettier-ignore
import { ownershipMoved } from '../../../world/storage/rdac.ts';
import { fabricChanged } from '../../../world/storage/timeline.ts';
import type { ArrayState, ControllerName } from '../../../world/storage/state.ts';
import type { World } from '../../../world/world.ts';
import {
  controllersText,
  drivesText,
  eventsText,
  healthText,
  logicalDriveText,
  logicalDrivesText,
  mappingsText,
  profileText,
  topologyText,
} from './show.ts';
import { sizeOf, type Statement } from './statement.ts';

export interface Context {
  readonly world: World;
  readonly machine: Machine;
  readonly cwd: string;
  readonly array: ArrayState;
}

/** `text` is printed; `error` is what the controller or the client refuses, the lines that come before the frame's. */
export type Done = { readonly text: string } | { readonly error: string };

interface Command {
  /** Keywords in their order; `NAME` stands for a quoted name. */
  readonly words: string;
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
  readonly run: (context: Context, statement: Statement) => Done;
}

const ok: Done = { text: '' };

/** Script commands of Storage Manager 9.x that this array answers. */
const commands: readonly Command[] = [
  {
    words: 'create hostgroup',
    required: ['userlabel'],
    run: (c, s) => answer('Unable to create host group', s, 'Create Host Group', createHostGroup(c.array, get(s, 'userlabel'))),
  },
  { words: 'create host', required: ['userlabel'], optional: ['hostgroup', 'hosttype'], run: newHost },
  {
    words: 'create hostport',
    required: ['identifier', 'userlabel', 'host'],
    optional: ['hosttype', 'interfacetype'],
    run: newHostPort,
  },
  {
    words: 'create logicaldrive',
    optional: [
      'array',
      'drives',
      'drivecount',
      'raidlevel',
      'userlabel',
      'capacity',
      'owner',
      'segmentsize',
      'mapping',
      'usagehint',
      'cachereadprefetch',
      'drivetype',
      'enclosurelossprotect',
    ],
    run: newLogicalDrive,
  },
  {
    words: 'set logicaldrive',
    optional: ['logicalunitnumber', 'hostgroup', 'host', 'owner', 'userlabel', 'modificationpriority', 'mediascanenabled'],
    run: changeLogicalDrive,
  },
  { words: 'remove logicaldrive lunmapping', optional: ['hostgroup', 'host'], run: unmap },
  { words: 'delete logicaldrive', run: (c, s) => each(c, s, (drive) => {
    deleteLogicalDrive(c.world, c.array, drive);
    return ok;
  }) }, // prettier-ignore
  { words: 'delete hostgroup', run: removeHostGroup },
  { words: 'delete host', run: removeHost },
  { words: 'delete hostport', run: removeHostPort },
  { words: 'set controller', required: ['availability'], run: availability },
  { words: 'reset storagesubsystem logicaldrivedistribution', run: distribute },
  { words: 'show storagesubsystem healthstatus', run: (c) => ({ text: healthText(c.array) }) },
  { words: 'show storagesubsystem lunmappings', run: (c) => ({ text: mappingsText(c.array) }) },
  { words: 'show storagesubsystem hosttopology', run: (c) => ({ text: topologyText(c.array) }) },
  { words: 'show storagesubsystem profile', run: (c) => ({ text: profileText(c.world, c.array) }) },
  { words: 'show storagesubsystem', run: (c) => ({ text: profileText(c.world, c.array) }) },
  { words: 'show logicaldrives', run: (c) => ({ text: logicalDrivesText(c.array) }) },
  { words: 'show alllogicaldrives', run: (c) => ({ text: logicalDrivesText(c.array) }) },
  { words: 'show logicaldrive', run: (c, s) => each(c, s, (drive) => ({ text: logicalDriveText(drive) })) },
  { words: 'show alldrives summary', run: (c) => ({ text: drivesText(c.array) }) },
  { words: 'show allcontrollers', run: (c) => ({ text: controllersText(c.world, c.array, ['A', 'B']) }) },
  {
    words: 'show controller',
    run: (c, s) =>
      controllerName(s) === null
        ? refuse(s, 'Unable to show controller', 'Show Controller', 'The controller was not found')
        : { text: controllersText(c.world, c.array, [controllerName(s) ?? 'A']) },
  },
  { words: 'save storagesubsystem allevents', required: ['file'], optional: ['count'], run: saveEvents },
  { words: 'save storagesubsystem criticalevents', required: ['file'], optional: ['count'], run: saveEvents },
];

/** What is wrong with the form of a statement, for the syntax check: the first text that does not belong. Null: nothing. */
export function check(statement: Statement): string | null {
  const command = commands.find((candidate) => candidate.words === statement.words.join(' '));
  if (command === undefined) {
    const known = (count: number): boolean =>
      commands.some(
        (candidate) => candidate.words.split(' ').slice(0, count).join(' ') === statement.words.slice(0, count).join(' '),
      );
    let count = 0;
    while (count < statement.words.length && known(count + 1)) count += 1;
    return statement.words[count] ?? 'end of command';
  }
  for (const name of statement.parameters.keys())
    if (![...(command.required ?? []), ...(command.optional ?? [])].includes(name)) return name;
  for (const name of command.required ?? []) if (!statement.parameters.has(name)) return 'end of command';
  const size = statement.parameters.get('capacity');
  if (size !== undefined && sizeOf(size) === null) return size;
  const owner = statement.parameters.get('owner');
  if (owner !== undefined && !/^[ab]$/iu.test(owner)) return owner;
  const lun = statement.parameters.get('logicalunitnumber');
  if (lun !== undefined && !/^[0-9]+$/u.test(lun)) return lun;
  const state = statement.parameters.get('availability');
  if (state !== undefined && !/^(online|offline|servicemode)$/iu.test(state)) return state;
  return null;
}

export function execute(context: Context, statement: Statement): Done {
  const command = commands.find((candidate) => candidate.words === statement.words.join(' '));
  if (command === undefined) throw new Error(`Not checked: ${statement.text}`);
  return command.run(context, statement);
}

function get(statement: Statement, name: string): string {
  return statement.parameters.get(name) ?? '';
}

/** The sentences of the controller firmware for a refusal, with the number that goes before them. */
const sentences: Readonly<Record<string, string>> = {
  duplicate:
    'Error 48 - The operation cannot complete because the identifier you provided already exists. Please supply a unique identifier and retry the operation.',
  label:
    'Error 4 - The operation cannot complete because an invalid parameter in the command sent to the controller was detected.',
  'lun-in-use':
    'Error 26 - The operation cannot complete because the logical unit number is already in use by another logical drive. Please select another logical unit number.',
  'lun-range':
    'Error 4 - The operation cannot complete because an invalid parameter in the command sent to the controller was detected.',
  capacity: 'Error 8 - The operation cannot complete because there is not enough space on the array.',
  assigned: 'Error 21 - The operation cannot complete because a drive is not in the proper state (it is not unassigned).',
  drive: 'Error 19 - The operation cannot complete because the drive could not be found.',
  raid: 'Error 20 - The operation cannot complete because the number of drives does not fit the RAID level.',
  'last-controller': 'Error 36 - The operation cannot complete because the alternate controller is not operational.',
  'nothing-to-do': 'Error 147 - The operation cannot complete because all logical drives are on their preferred owner.',
};

function answer(what: string, statement: Statement, command: string, result: Result<unknown>): Done {
  if (result.ok) return ok;
  return refuse(statement, what, command, sentences[result.problem.code] ?? `Error 5 - ${result.problem.sentence}`);
}

function refuse(statement: Statement, what: string, command: string, sentence: string): Done {
  return { error: `${what} using the ${command} command at line ${String(statement.line)}.\n${sentence}\n` };
}

function newHost(c: Context, s: Statement): Done {
  const hostGroup = s.parameters.get('hostgroup') ?? null;
  return answer(
    'Unable to create host',
    s,
    'Create Host',
    createHost(c.array, { label: get(s, 'userlabel'), hostGroup, hostType: s.parameters.get('hosttype') ?? 'Linux' }),
  );
}

function newHostPort(c: Context, s: Statement): Done {
  const digits = get(s, 'identifier').replace(/:/gu, '').toLowerCase();
  if (!/^[0-9a-f]{16}$/u.test(digits))
    return refuse(s, 'Unable to create host port', 'Create Host Port', sentences['label'] ?? '');
  const port = {
    wwpn: (digits.match(/../gu) ?? []).join(':'),
    label: get(s, 'userlabel'),
    host: get(s, 'host'),
    hostType: s.parameters.get('hosttype') ?? null,
  };
  const done = answer('Unable to create host port', s, 'Create Host Port', createHostPort(c.array, port));
  fabricChanged(c.world);
  return done;
}

function newLogicalDrive(c: Context, s: Statement): Done {
  const raidLevel = Number(s.parameters.get('raidlevel') ?? '5');
  const size = s.parameters.get('capacity');
  const drives = s.parameters.get('drives');
  const group = s.parameters.get('array');
  const count = s.parameters.get('drivecount');
  let place: NewLogicalDrive['place'];
  if (drives !== undefined) {
    place = {
      raidLevel,
      drives: drives.split(/\s+/u).map((text) => ({ tray: Number(text.split(',')[0]), slot: Number(text.split(',')[1]) })),
    };
  } else if (group !== undefined) place = { group: Number(group) };
  else place = { raidLevel, driveCount: Number(count ?? '5') };
  const label = s.parameters.get('userlabel') ?? String(c.array.logicalDrives.length + 1);
  const owner = s.parameters.get('owner');
  const wanted: NewLogicalDrive = {
    label,
    place,
    capacityBytes: size === undefined ? null : sizeOf(size),
    owner: owner === undefined ? null : letter(owner),
    segmentKilobytes: Number(s.parameters.get('segmentsize') ?? '64'),
  };
  return answer('Unable to create logical drive', s, 'Create Logical Drive', createLogicalDrive(c.world, c.array, wanted));
}

function letter(text: string): ControllerName {
  return text.toUpperCase() === 'A' ? 'A' : 'B';
}

type Drive = ArrayState['logicalDrives'][number];

/** Does something for each logical drive that stands in brackets, all of which must exist. */
function each(c: Context, s: Statement, what: (drive: Drive) => Done): Done {
  const drives = s.names.map((name) => findLogicalDrive(c.array, name));
  const missing = s.names.find((name) => findLogicalDrive(c.array, name) === undefined);
  if (drives.length === 0 || missing !== undefined) {
    return {
      error: `Could not find logical drive "${missing ?? ''}" at line ${String(s.line)}. Please check the name and retry.\n`,
    };
  }
  const texts: string[] = [];
  for (const drive of drives) {
    if (drive === undefined) continue;
    const done = what(drive);
    if ('error' in done) return done;
    texts.push(done.text);
  }
  return { text: texts.join('\n') };
}

function changeLogicalDrive(c: Context, s: Statement): Done {
  return each(c, s, (drive) => {
    const lun = s.parameters.get('logicalunitnumber');
    const owner = s.parameters.get('owner');
    const label = s.parameters.get('userlabel');
    if (lun !== undefined) {
      const group = s.parameters.get('hostgroup');
      const host = s.parameters.get('host');
      const to =
        group !== undefined ? ({ kind: 'hostGroup', label: group } as const) : ({ kind: 'host', label: host ?? '' } as const);
      const done = answer(
        `Unable to map logical drive "${drive.label}"`,
        s,
        'Set Logical Drive',
        mapLun(c.array, drive.label, Number(lun), to),
      );
      if ('error' in done) return done;
    }
    if (owner !== undefined) {
      drive.preferred = letter(owner);
      if (!usable(c.array, drive.preferred))
        return refuse(
          s,
          `Unable to change the owner of logical drive "${drive.label}"`,
          'Set Logical Drive',
          sentences['last-controller'] ?? '',
        );
      transferOwnership(c.world, c.array, [drive], drive.preferred, 'command');
      ownershipMoved(c.world, c.array);
    }
    if (label !== undefined) {
      if (findLogicalDrive(c.array, label) !== undefined)
        return refuse(s, `Unable to rename logical drive "${drive.label}"`, 'Set Logical Drive', sentences['duplicate'] ?? '');
      const before = drive.label;
      drive.label = label;
      c.array.mappings.forEach((mapping, index) => {
        if (mapping.logicalDrive === before) c.array.mappings[index] = { ...mapping, logicalDrive: label };
      });
    }
    return ok;
  });
}

function unmap(c: Context, s: Statement): Done {
  return each(c, s, (drive) => {
    const target = s.parameters.get('hostgroup') ?? s.parameters.get('host');
    const mapped = c.array.mappings.some(
      (mapping) => mapping.logicalDrive === drive.label && (target === undefined || mapping.to.label === target),
    );
    if (!mapped)
      return refuse(
        s,
        `Unable to remove the LUN mapping of logical drive "${drive.label}"`,
        'Remove Logical Drive LUN Mapping',
        'Error 12 - The operation cannot complete because the mapping was not found.',
      );
    removeWhere(c.array.mappings, (mapping) => mapping.logicalDrive === drive.label);
    return ok;
  });
}

function removeHostGroup(c: Context, s: Statement): Done {
  const name = s.names[0] ?? '';
  if (!c.array.hostGroups.includes(name))
    return { error: `Could not find host group "${name}" at line ${String(s.line)}. Please check the name and retry.\n` };
  for (const host of c.array.hosts.filter((candidate) => candidate.hostGroup === name)) forgetHost(c.array, host.label);
  removeWhere(c.array.mappings, (mapping) => mapping.to.kind === 'hostGroup' && mapping.to.label === name);
  removeWhere(c.array.hostGroups, (group) => group === name);
  return ok;
}

function removeHost(c: Context, s: Statement): Done {
  const name = s.names[0] ?? '';
  if (!c.array.hosts.some((host) => host.label === name))
    return { error: `Could not find host "${name}" at line ${String(s.line)}. Please check the name and retry.\n` };
  forgetHost(c.array, name);
  return ok;
}

function forgetHost(array: ArrayState, label: string): void {
  removeWhere(array.hostPorts, (port) => port.host === label);
  removeWhere(array.mappings, (mapping) => mapping.to.kind === 'host' && mapping.to.label === label);
  removeWhere(array.hosts, (host) => host.label === label);
}

function removeHostPort(c: Context, s: Statement): Done {
  const name = s.names[0] ?? '';
  if (!c.array.hostPorts.some((port) => port.label === name))
    return { error: `Could not find host port "${name}" at line ${String(s.line)}. Please check the name and retry.\n` };
  removeWhere(c.array.hostPorts, (port) => port.label === name);
  return ok;
}

function controllerName(s: Statement): ControllerName | null {
  const name = (s.names[0] ?? '').toUpperCase();
  return name === 'A' || name === 'B' ? name : null;
}

function availability(c: Context, s: Statement): Done {
  const name = controllerName(s);
  const wanted = { online: 'online', offline: 'offline', servicemode: 'service' } as const;
  const state = wanted[get(s, 'availability').toLowerCase() as keyof typeof wanted];
  if (name === null)
    return refuse(s, 'Unable to set the availability of the controller', 'Set Controller', 'The controller was not found.');
  return answer(
    `Unable to set the availability of the controller in slot ${name}`,
    s,
    'Set Controller',
    setAvailability(c.world, c.array, name, state),
  );
}

function distribute(c: Context, s: Statement): Done {
  const done = answer(
    'Unable to redistribute logical drives',
    s,
    'Reset Storage Subsystem Logical Drive Distribution',
    redistribute(c.world, c.array),
  );
  ownershipMoved(c.world, c.array);
  return done;
}

function saveEvents(c: Context, s: Statement): Done {
  const critical = s.words.at(-1) === 'criticalevents';
  try {
    c.machine.files.write(resolvePath(c.cwd, get(s, 'file')), eventsText(c.array, critical));
    return ok;
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    return refuse(
      s,
      'Unable to save events',
      'Save Storage Subsystem Events',
      `Unable to write to the file ${get(s, 'file')}: ${problem.message}`,
    );
  }
}
