import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BatchPart } from '../../../../../main/ssh/batch.ts';
import { readBatch } from '../../../../../main/ssh/read-batch.ts';
import { batchText } from '../../../../../main/ssh/run-batch.ts';
import { run, smallWorld } from '../small-world.ts';

const nonce = { first: '0123456789abcdef', second: 'fedcba9876543210' };

/** The exact texts that the engine sends to POSIX hosts. */
describe('the framed batch', () => {
  it('gives each part its output, errors, status and time, and kills at its deadline', async () => {
    const { machine } = smallWorld();
    const parts: BatchPart[] = [
      { command: 'echo one; echo err >&2; exit 3', deadlineMs: 5_000 },
      { command: 'sleep 100; echo never', deadlineMs: 4_000 },
      { command: "printf '%s\\n' \"it's\" 'two  words'; no-such-command", deadlineMs: 5_000 },
      { command: 'cat /etc/none; kill -9 $$', deadlineMs: 5_000 },
      { command: 'head -c 5000 /dev/zero', deadlineMs: 5_000, limitBytes: 1_000 },
      { command: 'cat', deadlineMs: 5_000 },
    ];
    const started = machine.now();
    const ran = await run(machine, batchText(parts, nonce));
    const stream = (text: string) => ({ bytes: Buffer.from(text), cut: 0 });
    const { answers, outside } = readBatch(parts, nonce, { stdout: stream(ran.stdout), stderr: stream(ran.stderr) });
    expect(outside.stdout.length + outside.stderr.length).toBe(0);
    const text = (index: number, which: 'stdout' | 'stderr') => Buffer.from(answers[index]?.output[which] ?? []).toString();
    expect(answers.map((answer) => answer.state)).toEqual(['done', 'timed-out', 'done', 'killed', 'done', 'done']);
    expect(answers.map((answer) => answer.output.exit)).toEqual([3, null, 127, null, 0, 0]);
    expect([text(0, 'stdout'), text(0, 'stderr')]).toEqual(['one\n', 'err\n']);
    expect(text(2, 'stdout')).toBe("it's\ntwo  words\n");
    expect(text(2, 'stderr')).toContain('no-such-command: command not found');
    expect(answers[4]?.output.truncated).toBe(true);
    expect(machine.now() - started).toBeGreaterThanOrEqual(4_000);
    expect(machine.now() - started).toBeLessThan(10_000);
    expect((await run(machine, 'ps -e | grep -c sleep')).stdout).toBe('0\n');
  });
});

describe('the verifying load', () => {
  it('starts in the background, proves what it wrote, and stops', async () => {
    const { machine } = smallWorld();
    machine.files.write(
      '/root/verify-load.sh',
      readFileSync(new URL('../../../../../assets/scripts/verify-load.sh', import.meta.url)),
      0o755,
    );
    machine.files.makeDirectory('/data');
    expect(await run(machine, 'sh /root/verify-load.sh start /root/state 8 1 /data')).toMatchObject({ status: 0, stderr: '' });
    expect((await run(machine, 'sh /root/verify-load.sh start /root/state 8 1 /data')).status).toBe(3);
    await run(machine, 'sleep 20');
    expect(machine.state.processes.some((process) => process.command.includes('verify-load.sh run'))).toBe(true);
    expect(await run(machine, 'sh /root/verify-load.sh stop /root/state')).toMatchObject({ status: 0, stderr: '' });
    const lines = machine.files.readText('/root/state/progress').trim().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/^[0-9]+ [0-9]+ \/data ok [0-9]+ms$/u);
    expect(machine.files.exists('/data/.xenpath-verify')).toBe(false);
    expect(machine.state.processes).toEqual([]);
  });
});
