import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carries, labCables, layHand, wholeWiring, type Hand } from '../../../../main/labs/xen/wiring.ts';

const cables = labCables(1);
const light = (wiring: Parameters<typeof carries>[0]): readonly string[] =>
  cables.filter((cable) => carries(wiring, cable)).map(({ label }) => label);

function after(...hands: readonly (readonly [Hand, string])[]): Parameters<typeof carries>[0] {
  return hands.reduce((wiring, [verb, what]) => {
    const laid = layHand(wiring, cables, verb, what);
    if (!laid.ok) throw new Error(laid.problem.sentence);
    return laid.value.wiring;
  }, wholeWiring);
}

describe('cables of a Xen lab', () => {
  it('are those of Figure 2, two more for a second host', () => {
    expect(labCables(1).map(({ label }) => label)).toEqual(['xenhost-p1', 'xenhost-p2', 'ctlA-sw1', 'ctlB-sw2']);
    expect(labCables(2).map(({ label }) => label)).toEqual([
      'xenhost-p1',
      'xenhost-p2',
      'xenhost2-p1',
      'xenhost2-p2',
      'ctlA-sw1',
      'ctlB-sw2',
    ]);
  });

  it('are dark when they are pulled, and a controller that failed makes its own dark', () => {
    expect(light(after(['pull', 'xenhost-p1']))).toEqual(['xenhost-p2', 'ctlA-sw1', 'ctlB-sw2']);
    expect(light(after(['fail', 'B']))).toEqual(['xenhost-p1', 'xenhost-p2', 'ctlA-sw1']);
    expect(light(after(['fail', 'A'], ['recover', 'A']))).toEqual(light(wholeWiring));
  });

  it('stay pulled when their controller works again', () => {
    const wiring = after(['pull', 'ctlA-sw1'], ['fail', 'A'], ['recover', 'A']);
    expect(light(wiring)).not.toContain('ctlA-sw1');
    expect(light(after(['fail', 'A'], ['pull', 'ctlA-sw1'], ['plug', 'ctlA-sw1']))).not.toContain('ctlA-sw1');
  });

  it('all have light after everything is plugged in and recovered, whatever was done before', () => {
    const hand = fc.oneof(
      fc.tuple(fc.constantFrom<Hand>('pull', 'plug'), fc.constantFrom(...cables.map(({ label }) => label))),
      fc.tuple(fc.constantFrom<Hand>('fail', 'recover'), fc.constantFrom('A', 'B')),
    );
    fc.assert(
      fc.property(fc.array(hand), (hands) => {
        const mended = after(
          ...hands,
          ...cables.map(({ label }) => ['plug', label] as const),
          ...(['A', 'B'] as const).map((controller) => ['recover', controller] as const),
        );
        expect(mended).toEqual(wholeWiring);
      }),
    );
  });

  it('and controllers that are not there are named with those that are', () => {
    const cable = layHand(wholeWiring, cables, 'pull', 'xenhost-p3');
    expect(cable).toMatchObject({
      ok: false,
      problem: { code: 'no-such-cable', next: expect.stringContaining('ctlA-sw1') as unknown },
    });
    expect(layHand(wholeWiring, cables, 'fail', 'C')).toMatchObject({ ok: false, problem: { code: 'no-such-controller' } });
  });
});
