import { describe, expect, it } from 'vitest';
import { DEFAULT_STALE_AFTER, freshness, type Disturbance, type FreshnessRule } from '../../../core/checks/freshness.ts';

const pass = { host: 'xen1', sequence: 10, atMs: 1000, bootIds: { xen1: 'a', sw1: null } };
const now = { atMs: 2000, bootIds: { xen1: 'a', sw1: null } };
const rule: FreshnessRule = { staleAfter: DEFAULT_STALE_AFTER, dependsOn: ['sw1'], maxAgeMs: null };
const change = (host: string, sequence: number, cause: Disturbance['cause'] = 'change'): Disturbance => ({
  host,
  sequence,
  cause,
  what: 'rpm -e xen',
});

describe('a pass', () => {
  it('stays when nothing happened, or only before it, or elsewhere', () => {
    expect(freshness(pass, [], now, rule)).toEqual({ stale: false });
    expect(freshness(pass, [change('xen1', 9), change('xen2', 11)], now, rule)).toEqual({ stale: false });
  });
  it.each<Disturbance['cause']>(['change', 'reboot', 'fault', 'terminal'])(
    'grows stale by %s on its host or on one it depends on',
    (cause) => {
      for (const host of ['xen1', 'sw1']) {
        const found = freshness(pass, [change(host, 11, cause)], now, rule);
        expect(found).toMatchObject({ stale: true, cause });
        expect(found.stale && found.why).toContain(host);
      }
      expect(freshness(pass, [change('xen1', 11, cause)], now, { ...rule, staleAfter: [] })).toEqual({ stale: false });
    },
  );
  it('grows stale by another boot id, but not by one that is not known', () => {
    expect(freshness(pass, [], { ...now, bootIds: { xen1: 'b' } }, rule)).toMatchObject({ stale: true, cause: 'boot-id' });
    expect(freshness(pass, [], { ...now, bootIds: {} }, rule)).toEqual({ stale: false });
  });
  it('with a limit of age grows stale when our clock was set back, since its age cannot be told', () => {
    const back = { ...now, atMs: pass.atMs - 1 };
    expect(freshness(pass, [], back, { ...rule, maxAgeMs: 60_000 })).toMatchObject({ stale: true, cause: 'age' });
    expect(freshness(pass, [], back, rule)).toEqual({ stale: false });
  });
  it('grows stale by age past its limit alone', () => {
    expect(freshness(pass, [], now, { ...rule, maxAgeMs: 1000 })).toEqual({ stale: false });
    expect(freshness(pass, [], now, { ...rule, maxAgeMs: 999 })).toMatchObject({ stale: true, cause: 'age' });
  });
});
