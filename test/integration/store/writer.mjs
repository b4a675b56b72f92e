// Appends events to a data folder without end, and prints each that was acknowledged as `SEQUENCE HASH`.
// Arguments: the folder; the run to go on with, or nothing for a new one.
import { createRedactor } from '../../../dist/core/evidence/redactor.js';
import { openStore } from '../../../dist/main/store/open-store.js';

const [folder, run] = process.argv.slice(2);
const opened = await openStore(folder);
if (!opened.ok) {
  console.log(`problem ${opened.problem.code} ${opened.problem.sentence}`);
  process.exit(3);
}
const store = opened.value;
const created = {
  type: 'run-created',
  version: 1,
  procedure: { id: 'p', version: '1', hash: 'a'.repeat(64), text: '' },
  inventory: {},
  parameters: {},
  lab: { kind: 'own', name: 'x', simulated: false, scale: 1 },
  xenpath: '0',
  timeZone: 'UTC',
};
const writing =
  run === undefined ? await store.createRun('ada', created, createRedactor()) : await store.writeRun(run, createRedactor());
if (!writing.ok) throw new Error(writing.problem.sentence);
const writer = run === undefined ? writing.value.writer : writing.value;
console.log(`run ${writer.run}`);
for (let count = 0; ; count++) {
  const stdout = writer.keep(Buffer.from(`output ${count} `.repeat(50))).reference;
  const note = { type: 'noted', version: 1, text: `note ${count}`, attachment: { name: 'output', output: stdout } };
  const plain = { type: 'noted', version: 1, text: `plain ${count}` };
  // Alone, several together, and several callers at once.
  const results = await Promise.all(
    count % 3 === 0 ? [writer.append('ada', [note, plain])] : [writer.append('ada', note), writer.append('bob', plain)],
  );
  for (const result of results) {
    if (!result.ok) {
      console.log(`problem ${result.problem.code} ${result.problem.sentence}`);
      const stop = { type: 'run-stopped', version: 1, reason: 'failed', sentence: result.problem.sentence };
      const stopped = await writer.append('ada', stop);
      console.log(stopped.ok ? `stopped ${stopped.value[0].sequence} ${stopped.value[0].hash}` : `lost ${stopped.problem.code}`);
      await store.dispose();
      process.exit(4);
    }
    for (const { sequence, hash } of result.value) console.log(`${sequence} ${hash}`);
  }
}
