import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undoStep } from '../../../main/engine/undo.ts';
import { doDeeds } from '../../../main/labs/practice/mistakes/apply.ts';
import { onSwitch } from '../../../main/labs/practice/mistakes/mistake.ts';
import { travel } from '../../support/journey.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';

/** Switch 1 belongs to others too, who zoned it before the procedure came; switch 2 has nobody else. */
describe('undo of the zoning', () => {
  let workshop: Workshop;
  let bench: Bench;

  beforeAll(async () => {
    workshop = await openWorkshop();
    bench = await Bench.open(workshop);
    const theirs = await doDeeds(bench.lab, [
      onSwitch('sw1', 'zonecreate "z_theirs", "10:00:00:00:c9:00:00:01; 20:00:00:00:c9:00:00:02"'),
      onSwitch('sw1', 'cfgcreate "cfg_theirs", "z_theirs"'),
      onSwitch('sw1', 'cfgenable "cfg_theirs"'),
    ]);
    if (!theirs.ok) throw new Error(theirs.problem.sentence);
    await travel(bench, 'zoning-complete');
  }, 300_000);

  afterAll(async () => {
    await bench.dispose();
    await workshop.dispose();
  });

  const zonesOf = (name: string): readonly string[] | null => {
    const effective = bench.lab.world.state.storage.switches[name]?.effective ?? null;
    return effective === null ? null : Object.keys(effective.zones).sort();
  };

  it('leaves what others have in effect, and takes a configuration away that held nothing else', async () => {
    expect(zonesOf('sw1')).toEqual(['z_theirs', 'z_xenhost_A']);
    expect(zonesOf('sw2')).toEqual(['z_xenhost_B']);
    for (const host of ['sw1', 'sw2']) {
      const { store } = workshop.application;
      expect(await undoStep(bench.run, store, bench.step('zoning'), host)).toMatchObject({ ok: true });
    }
    expect(zonesOf('sw1')).toEqual(['z_theirs']);
    expect(zonesOf('sw2')).toBeNull();
  });
});
