import type { Parsed, Probe } from '../../../core/probes/probe.ts';
import type { Fixture } from './fixtures.ts';

/** A fixture's parameters as its probe takes them. */
export const parametersOf = (probe: Probe, fixture: Fixture): unknown => probe.parameters.parse(fixture.about.parameters);

/** A fixture's facts with their bytes. Throws with the problem's sentence when there are none: every fixture is whole output. */
export function wholeFacts(probe: Probe, fixture: Fixture): Extract<Parsed<unknown>, { ok: true }> {
  const parsed = probe.parse(fixture.output, parametersOf(probe, fixture));
  if (!parsed.ok) throw new Error(`${probe.name} ${fixture.name}: ${parsed.problem.sentence}`);
  return parsed;
}
