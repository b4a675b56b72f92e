import { resolvePath } from '../../../world/path.ts';
import { contentOf, findVolume, volumesOf, type Volume } from '../../../world/storage/volumes.ts';
import type { Program, ProgramCall } from '../../program.ts';

function tags(call: ProgramCall, volume: Volume): readonly (readonly [string, string])[] {
  const content = contentOf(volume);
  if (content?.kind === 'swap')
    return [...(content.label === '' ? [] : [['LABEL', content.label] as const]), ['TYPE', 'swap'], ['UUID', content.uuid]];
  const state = content?.kind === 'fileSystem' ? call.world.state.storage.fileSystems[content.id] : undefined;
  if (state === undefined) return [];
  const label = state.label === '' ? [] : [['LABEL', state.label] as const];
  return [
    ...label,
    ['UUID', state.uuid],
    ['TYPE', state.type],
    ...(state.type === 'ext3' ? [['SEC_TYPE', 'ext2'] as const] : []),
  ];
}

/** /sbin/blkid of e2fsprogs 1.39. Exit 2 when nothing was found. */
export const blkid: Program = (call) => {
  const devices: string[] = [];
  let output = 'full';
  let tag: string | null = null;
  let token: readonly [string, string] | null = null;
  for (let at = 0; at < call.args.length; at += 1) {
    const arg = call.args[at] ?? '';
    const value = call.args[at + 1] ?? '';
    if (arg === '-o') output = value;
    else if (arg === '-s') tag = value;
    else if (arg === '-t') token = [value.split('=')[0] ?? '', (value.split('=')[1] ?? '').replace(/"/gu, '')];
    else if (arg === '-c' || arg === '-w') {
      /* cache files: there is none */
    } else if (arg.startsWith('-')) {
      call.writeError(
        'blkid 1.0.0 (12-Feb-2003)\nUsage:\tblkid [-hlLv] [-c <file>] [-o format] [-s <tag>] [-t <token>]\n    [-w <file>] [dev ...]\n',
      );
      return Promise.resolve(arg === '-h' ? 0 : 4);
    } else {
      devices.push(arg);
      continue;
    }
    at += 1;
  }
  const volumes =
    devices.length === 0
      ? volumesOf(call.world, call.machine.name)
      : devices.map((device) => findVolume(call.world, call.machine.name, resolvePath(call.cwd, device)));
  let found = false;
  for (const volume of volumes) {
    const all = volume === null ? [] : tags(call, volume);
    if (
      volume === null ||
      all.length === 0 ||
      (token !== null && !all.some(([name, value]) => name === token[0] && value === token[1]))
    )
      continue;
    const shown = all.filter(([name]) => tag === null || name === tag);
    found = true;
    if (output === 'device') call.write(`${volume.path}\n`);
    else if (output === 'value') for (const [, value] of shown) call.write(`${value}\n`);
    else call.write(`${volume.path}: ${shown.map(([name, value]) => `${name}="${value}"`).join(' ')} \n`);
  }
  return Promise.resolve(found ? 0 : 2);
};
