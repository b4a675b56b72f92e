import { describe, expect, it } from 'vitest';
import { run, smallWorld } from '../small-world.ts';
import { shellCases } from './scripts.ts';

describe('the practice shell does what dash, bash and busybox do', () => {
  it.each(shellCases)('$name', async ({ script, input, stdout, status }) => {
    const { machine } = smallWorld();
    machine.files.makeDirectory('/work');
    const ran = await run(machine, `cd /work; ${script}`, input);
    expect({ stdout: ran.stdout, status: ran.status, stderr: ran.status === (status ?? 0) ? '' : ran.stderr }).toEqual({
      stdout,
      status: status ?? 0,
      stderr: '',
    });
  });
});
