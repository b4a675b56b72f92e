import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../main/cli/context.ts';
import { childLabs } from '../../../main/labs/practice/child-labs.ts';
import { addLabOptions, labFor, wishOf, type LabOptions } from '../../../main/cli/lab-choice.ts';
import { CommandEnd } from '../../../main/cli/problems.ts';
import { keepingTerminal } from './lines.ts';

function parsed(...words: string[]): LabOptions {
  const command = addLabOptions(new Command('x'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(words, { from: 'user' });
  return command.opts<LabOptions>();
}

const context: CommandContext = {
  terminal: keepingTerminal(),
  labs: childLabs,
  common: () => ({}),
  signal: new AbortController().signal,
};

async function refused(options: LabOptions): Promise<string> {
  const thrown: unknown = await labFor(context, options).catch((error: unknown) => error);
  if (!(thrown instanceof CommandEnd)) throw new Error('It was not refused.');
  expect(thrown.exit).toBe(2);
  return thrown.problems.map(({ sentence }) => sentence).join(' ');
}

describe('which hosts', () => {
  it('a practice lab is asked for with numbers that are numbers', () => {
    const options = parsed(
      '--lab',
      'practice',
      '--hosts',
      '2',
      '--luns',
      '6',
      '--paths',
      '8',
      '--arch',
      'x86_64',
      '--seed',
      '7',
      '--speed',
      '120',
    );
    expect(wishOf(options)).toEqual({ world: { hosts: 2, luns: 6, paths: 8, architecture: 'x86_64', seed: 7 }, speed: 120 });
    expect(wishOf(parsed('--lab', 'practice'))).toEqual({ world: {} });
  });

  it.each([
    ['--hosts', '0'],
    ['--hosts', 'two'],
    ['--luns', '33'],
    ['--paths', '3'],
    ['--arch', 'sparc'],
    ['--state', 'done'],
    ['--speed', '0'],
    ['--speed', 'Infinity'],
  ])('refuses %s %s', (option, value) => {
    expect(() => parsed('--lab', 'practice', option, value)).toThrow();
  });

  it('wants hosts to be named, one way', async () => {
    expect(await refused({})).toBe('Which hosts? None were named.');
    expect(await refused({ inventory: 'x.yaml', lab: 'practice' })).toContain('--lab does not go with it');
    expect(await refused({ inventory: 'x.yaml', luns: 4 })).toContain('luns');
  });

  it('knows a name that is written a little otherwise', async () => {
    const thrown: unknown = await labFor(context, { lab: 'practise' }).catch((error: unknown) => error);
    expect(thrown instanceof CommandEnd ? thrown.problems : []).toMatchObject([
      { code: 'no-such-lab', next: 'Did you mean `practice`?' },
    ]);
  });
});
