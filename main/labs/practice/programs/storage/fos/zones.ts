import type { Result } from '../../../../../../core/result.ts';
import {
  addMembers, createEntry, deleteEntry, enableConfiguration, removeMembers, saveZoning, validMember, validName, type ZoneKind,
} from '../../../world/storage/zoning.ts'; // prettier-ignore
import { fabricChanged } from '../../../world/storage/timeline.ts';
import type { SwitchState, ZoneSet } from '../../../world/storage/state.ts';
import type { Program, ProgramCall } from '../../program.ts';
import { switchOf } from './ports.ts';

/** Name and members of `"name", "member; member"`: the first comma ends the name, as members may be `domain,port`. */
function operands(args: readonly string[]): { readonly name: string; readonly members: readonly string[] } | null {
  const joined = args.join(' ').replace(/"/gu, '').trim();
  const comma = joined.indexOf(',');
  const name = (comma < 0 ? joined : joined.slice(0, comma)).trim();
  const members =
    comma < 0
      ? []
      : joined
          .slice(comma + 1)
          .split(';')
          .map((member) => member.trim())
          .filter((member) => member !== '');
  return name === '' ? null : { name, members };
}

const nouns: Readonly<Record<ZoneKind, string>> = { aliases: 'alias', zones: 'zone', configurations: 'cfg' };

function refused(call: ProgramCall, result: Result<null>, name: string, members: readonly string[]): number {
  if (result.ok) return 0;
  const bad = members.find((member) => !validMember(member)) ?? '';
  switch (result.problem.code) {
    case 'duplicate':
      call.write(`"${name}" duplicate name\n`);
      break;
    case 'not-found':
      call.write(`error: "${name}" not found\n`);
      break;
    case 'name':
      call.write(`error: Invalid name "${name}"\n`);
      break;
    case 'member':
      call.write(`error: Invalid member "${bad}"\n`);
      break;
    default:
      call.write(`error: ${result.problem.sentence}\n`);
  }
  return 1;
}

type Change = (set: ZoneSet, kind: ZoneKind, name: string, members: readonly string[]) => Result<null>;

function changing(command: string, kind: ZoneKind, change: Change): Program {
  return (call) => {
    const typed = operands(call.args);
    if (typed === null || typed.members.length === 0) {
      call.write(`Usage: ${command} "${nouns[kind]}Name","member[; member...]"\n`);
      return Promise.resolve(1);
    }
    return Promise.resolve(
      refused(call, change(switchOf(call).defined, kind, typed.name, typed.members), typed.name, typed.members),
    );
  };
}

function deleting(command: string, kind: ZoneKind): Program {
  return (call) => {
    const typed = operands(call.args);
    if (typed === null) {
      call.write(`Usage: ${command} "${nouns[kind]}Name"\n`);
      return Promise.resolve(1);
    }
    return Promise.resolve(refused(call, deleteEntry(switchOf(call).defined, kind, typed.name), typed.name, []));
  };
}

/** Zones of a configuration must exist by name alone; members of zones may be anything that a fabric knows. */
const addZonesTo: Change = (set, kind, name, members) => {
  const bad = kind === 'configurations' ? members.find((member) => !validName(member)) : undefined;
  return bad === undefined ? createEntry(set, kind, name, members) : { ok: false, problem: { code: 'member', sentence: bad } };
};

export const zonePrograms: Readonly<Record<string, Program>> = {
  alicreate: changing('alicreate', 'aliases', createEntry),
  aliadd: changing('aliadd', 'aliases', addMembers),
  aliremove: changing('aliremove', 'aliases', removeMembers),
  alidelete: deleting('alidelete', 'aliases'),
  zonecreate: changing('zonecreate', 'zones', createEntry),
  zoneadd: changing('zoneadd', 'zones', addMembers),
  zoneremove: changing('zoneremove', 'zones', removeMembers),
  zonedelete: deleting('zonedelete', 'zones'),
  cfgcreate: changing('cfgcreate', 'configurations', addZonesTo),
  cfgadd: changing('cfgadd', 'configurations', addMembers),
  cfgremove: changing('cfgremove', 'configurations', removeMembers),
  cfgdelete: deleting('cfgdelete', 'configurations'),
  cfgshow: (call) => show(call, ['configurations', 'zones', 'aliases']),
  zoneshow: (call) => show(call, ['configurations', 'zones', 'aliases']),
  alishow: (call) => showOne(call, 'aliases'),
  cfgsave,
  cfgenable,
  cfgdisable,
  cfgclear,
  cfgactvshow: (call) => {
    effective(call, switchOf(call));
    return Promise.resolve(0);
  },
  defzone,
};

const labels: Readonly<Record<ZoneKind, string>> = { configurations: ' cfg:\t', zones: ' zone:\t', aliases: ' alias:\t' };

/** ` zone:<TAB>name<TAB>member; member`, wrapped to TAB-indented lines. */
function entry(kind: ZoneKind, name: string, members: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  members.forEach((member, index) => {
    const piece = `${member}${index < members.length - 1 ? '; ' : ''}`;
    if (line !== '' && line.length + piece.length > 60) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  });
  lines.push(line);
  const longName = name.length > 15;
  return longName ? `${labels[kind]}${name}\n\t\t${lines.join('\n\t\t')}\n` : `${labels[kind]}${name}\t${lines.join('\n\t\t')}\n`;
}

function sorted(entries: Readonly<Record<string, string[]>>): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(entries).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

async function show(call: ProgramCall, kinds: readonly ZoneKind[]): Promise<number> {
  const of = switchOf(call);
  const pattern = operands(call.args)?.name;
  if (pattern !== undefined) return showNamed(call, kinds, pattern);
  call.write('Defined configuration:\n');
  const empty = kinds.every((kind) => Object.keys(of.defined[kind]).length === 0);
  if (empty) call.write(' no configuration defined\n');
  for (const kind of kinds) for (const [name, members] of sorted(of.defined[kind])) call.write(entry(kind, name, members));
  call.write('\n');
  effective(call, of);
  return Promise.resolve(0);
}

function showNamed(call: ProgramCall, kinds: readonly ZoneKind[], pattern: string): Promise<number> {
  const wanted = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/gu, '\\$&')
      .replace(/\*/gu, '.*')
      .replace(/\?/gu, '.')}$`,
    'u',
  );
  const found = kinds.flatMap((kind) =>
    sorted(switchOf(call).defined[kind])
      .filter(([name]) => wanted.test(name))
      .map(([name, members]) => entry(kind, name, members)),
  );
  call.write(found.length === 0 ? `${pattern} does not exist.\n` : found.join(''));
  return Promise.resolve(found.length === 0 ? 1 : 0);
}

function showOne(call: ProgramCall, kind: ZoneKind): Promise<number> {
  const pattern = operands(call.args)?.name;
  if (pattern !== undefined) return showNamed(call, [kind], pattern);
  const rows = sorted(switchOf(call).defined[kind]).map(([name, members]) => entry(kind, name, members));
  call.write(`Defined configuration:\n${rows.length === 0 ? ' no configuration defined\n' : rows.join('')}\n`);
  effective(call, switchOf(call));
  return Promise.resolve(0);
}

function effective(call: ProgramCall, of: SwitchState): void {
  call.write('Effective configuration:\n');
  if (of.effective === null) {
    call.write(of.defaultZone === 'all' ? ' no configuration in effect\n\n' : ' No Effective configuration: (No Access)\n\n');
    return;
  }
  call.write(` cfg:\t${of.effective.configuration}\t\n`);
  for (const [name, members] of sorted(of.effective.zones))
    call.write(` zone:\t${name}${name.length > 15 ? '\n\t\t' : '\t'}${members.join('\n\t\t')}\n`);
  call.write('\n');
}

/** Asks as Fabric OS does; end of input means the default, which is no. */
async function confirmed(call: ProgramCall, question: string): Promise<boolean> {
  for (;;) {
    call.write(`${question}  (yes, y, no, n): [no] `);
    const answer = (await call.readLine())?.trim().toLowerCase();
    if (answer === undefined || answer === '' || answer === 'n' || answer === 'no') return false;
    if (answer === 'y' || answer === 'yes') return true;
    call.write('Please enter (yes, y, no, n)\n');
  }
}

async function cfgsave(call: ProgramCall): Promise<number> {
  call.write(
    'You are about to save the Defined zoning configuration. This\naction will only save the changes on Defined configuration.\n',
  );
  call.write('Any changes made on the Effective configuration will not\ntake effect until it is re-enabled.\n');
  if (!(await confirmed(call, 'Do you want to save Defined zoning configuration only?'))) return 0;
  await call.sleep(800);
  call.write(saveZoning(switchOf(call)) ? 'Updating flash ...\n' : 'Nothing changed: nothing to save, returning ...\n');
  return 0;
}

async function cfgenable(call: ProgramCall): Promise<number> {
  const typed = operands(call.args);
  if (typed === null) {
    call.write('Usage: cfgenable "cfgName"\n');
    return 1;
  }
  if (switchOf(call).defined.configurations[typed.name] === undefined) {
    call.write(`error: "${typed.name}" not found\n`);
    return 1;
  }
  call.write(
    'You are about to enable a new zoning configuration.\nThis action will replace the old zoning configuration with the\ncurrent configuration selected.\n',
  );
  if (!(await confirmed(call, `Do you want to enable '${typed.name}' configuration`))) return 0;
  await call.sleep(1_500);
  const done = enableConfiguration(switchOf(call), typed.name);
  if (!done.ok) {
    call.write(`error: ${done.problem.sentence}\n`);
    return 1;
  }
  fabricChanged(call.world);
  call.write(`zone config "${typed.name}" is in effect\nUpdating flash ...\n`);
  return 0;
}

async function cfgdisable(call: ProgramCall): Promise<number> {
  const of = switchOf(call);
  if (of.effective === null) {
    call.write('No Effective configuration, Operation failed.\n');
    return 1;
  }
  call.write(
    'You are about to disable zoning configuration. This\naction will disable any previous zoning configuration enabled.\n',
  );
  if (!(await confirmed(call, 'Do you want to disable zoning configuration?'))) return 0;
  await call.sleep(1_000);
  of.effective = null;
  fabricChanged(call.world);
  call.write(
    `Updating flash ...\nEffective configuration is empty. "${of.defaultZone === 'all' ? 'All' : 'No'} Access" default zone mode is ON.\n`,
  );
  return 0;
}

async function cfgclear(call: ProgramCall): Promise<number> {
  const of = switchOf(call);
  call.write(
    'The Clear All action will clear all Aliases, Zones, FA Zones\nand configurations in the Defined configuration.\nRun cfgSave to commit the transaction or cfgTransAbort to\ncancel the transaction.\n',
  );
  if (!(await confirmed(call, 'Do you really want to clear all configurations?'))) return 0;
  of.defined = { aliases: {}, zones: {}, configurations: {} };
  return 0;
}

function defzone(call: ProgramCall): Promise<number> {
  const of = switchOf(call);
  switch (call.args[0]) {
    case '--show':
      call.write(
        `Default Zone Access Mode\n\tcommitted - ${of.defaultZone === 'all' ? 'All' : 'No'} Access\n\ttransaction - No Transaction\n`,
      );
      return Promise.resolve(0);
    case '--allaccess':
    case '--noaccess':
      of.defaultZone = call.args[0] === '--noaccess' ? 'none' : 'all';
      fabricChanged(call.world);
      call.write(
        'You are about to set the Default Zone access mode to ' + (of.defaultZone === 'all' ? 'All' : 'No') + ' Access\n',
      );
      return Promise.resolve(0);
    default:
      call.write('Usage: defzone --noaccess | --allaccess | --show\n');
      return Promise.resolve(1);
  }
}
