import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Qmp, QmpLines } from '../../../../main/labs/xen/qmp.ts';

const greeting = '{"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": []}}\r\n';

describe('lines of QMP', () => {
  it('are the same messages wherever the stream is cut', () => {
    const text = `${greeting}{"return": {}, "id": 1}\r\n{"event": "STOP", "data": {"a": "ü"}}\r\n{"error": {"class": "x", "desc": "no"}, "id": 2}\r\n`;
    const whole = new QmpLines().take(text);
    expect(whole).toEqual([
      { kind: 'greeting' },
      { kind: 'answer', id: 1, value: {} },
      { kind: 'event', event: 'STOP', data: { a: 'ü' } },
      { kind: 'refusal', id: 2, sentence: 'no' },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const lines = new QmpLines();
        const places = [0, ...cuts.sort((one, other) => one - other), text.length];
        expect(places.slice(1).flatMap((end, index) => lines.take(text.slice(places[index], end)))).toEqual(whole);
      }),
    );
  });
});

/** Both ends of a conversation; `answer` is the machine's. */
async function opened(
  answer: (asked: { readonly execute: string; readonly id: number }) => string,
): Promise<{ qmp: Qmp; machine: PassThrough }> {
  const machine = new PassThrough();
  const ours = new PassThrough();
  ours.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trim().split('\n')) {
      const asked = JSON.parse(line) as { readonly execute: string; readonly id: number };
      machine.write(asked.execute === 'qmp_capabilities' ? `{"return": {}, "id": ${String(asked.id)}}\n` : answer(asked));
    }
  });
  machine.write(greeting);
  const qmp = await Qmp.open(machine, ours);
  if (!qmp.ok) throw new Error(qmp.problem.sentence);
  return { qmp: qmp.value, machine };
}

describe('a conversation in QMP', () => {
  it('gives each command its own answer, in whatever order they come', async () => {
    const held: string[] = [];
    const { qmp, machine } = await opened(({ execute, id }) => {
      held.push(`{"return": "${execute}", "id": ${String(id)}}\n`);
      return held.length < 2 ? '' : held.reverse().join('');
    });
    expect(await Promise.all([qmp.execute('stop'), qmp.execute('cont')])).toEqual([
      { ok: true, value: 'stop' },
      { ok: true, value: 'cont' },
    ]);
    machine.end();
  });

  it('tells a refusal in the words of QEMU', async () => {
    const { qmp } = await opened(
      ({ id }) => `{"error": {"class": "GenericError", "desc": "Device 'x' not found"}, "id": ${String(id)}}\n`,
    );
    expect(await qmp.execute('set_link', { name: 'x', up: false })).toMatchObject({
      ok: false,
      problem: { code: 'qmp-refused', sentence: "QEMU refused set_link: Device 'x' not found" },
    });
  });

  it('leaves nobody waiting when the machine ends', async () => {
    const { qmp, machine } = await opened(() => '');
    const waiting = qmp.execute('stop');
    machine.destroy();
    expect(await waiting).toMatchObject({ ok: false, problem: { code: 'qmp-closed' } });
    expect(await qmp.execute('cont')).toMatchObject({ ok: false, problem: { code: 'qmp-closed' } });
  });

  it('tells events to those who listen, until they stop', async () => {
    const { qmp, machine } = await opened(({ id }) => `{"return": {}, "id": ${String(id)}}\n`);
    const heard: string[] = [];
    const stop = qmp.onEvent(({ event }) => heard.push(event));
    machine.write('{"event": "STOP", "data": {}}\n');
    await qmp.execute('query-status');
    stop();
    machine.write('{"event": "RESUME", "data": {}}\n');
    await qmp.execute('query-status');
    expect(heard).toEqual(['STOP']);
  });
});
