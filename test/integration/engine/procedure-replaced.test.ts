import { afterEach, beforeEach, expect, it } from 'vitest';
import { procedureOf, type ProcedureFile } from '../../../main/app/procedures.ts';
import { resumeRun } from '../../../main/app/runs.ts';
import { fixtureProcedure, Rig, work } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open();
});
afterEach(() => rig.dispose());

/** The procedure with some of its text changed. */
async function changed(from: string, to: string): Promise<ProcedureFile> {
  const { text, path } = await fixtureProcedure('engine.yaml');
  expect(text).toContain(from);
  const read = procedureOf(text.replace(from, to), path);
  if (!read.ok) throw new Error(read.problem.sentence);
  return read.value;
}
const resume = (current: ProcedureFile) =>
  resumeRun(rig.application, {
    run: rig.run.id,
    reach: rig.reach,
    signal: new AbortController().signal,
    current,
    replace: true,
  });

it('a step that was left in the middle keeps the text that it was begun by; one that was not begun may change', async () => {
  work(rig, 'touch worked');
  await rig.begin();
  const left = rig.freezeAt((event) => event.type === 'intent' && event.kind === 'run');
  void rig.execute(['look', 'work']);
  await left;
  const refused = await resume(await changed('&& sh ./work"', '&& sh ./work now"'));
  expect(refused).toMatchObject({ ok: false, problems: [{ code: 'procedure-changed' }] });
  if (!refused.ok) expect(refused.problems[0]?.sentence).toContain('in the middle of: work.');
  const taken = await resume(
    await changed("echo built > {{ params.folder + '/built' }}", "echo new > {{ params.folder + '/built' }}"),
  );
  expect(taken.ok).toBe(true);
  const replaced = await rig.eventsOf('procedure-replaced');
  expect(replaced[0]?.text).toContain('echo new');
});

it('a text with lint errors is not taken', async () => {
  await rig.execute(['look']);
  const refused = await resume(await changed('rule: found.files.exists(f, f.exists && f.bytes == 18)', 'rule: "true"'));
  expect(refused.ok).toBe(false);
  if (!refused.ok) expect(refused.problems[0]?.sentence).toMatch(/engine\.yaml:\d+:\d+: /u);
  expect(await rig.eventsOf('procedure-replaced')).toEqual([]);
});
