import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateCheckpoint, type Answer, type CheckResult } from '../../../core/checks/evaluate.ts';
import { EMPTY_FABRIC } from '../../../core/checks/scope.ts';
import { edits } from '../../../core/edits/edits.ts';
import { probes } from '../../../core/probes/registry.ts';
import { lintProcedure } from '../../../core/procedure/lint/lint.ts';

const text = readFileSync(new URL('../../../assets/procedures/rhel5-rdac.yaml', import.meta.url), 'utf8');
const steps = lintProcedure(text, { probes, edits }).procedure?.chapters.flatMap((chapter) => chapter.steps) ?? [];
const checkpoint = steps.find(({ id }) => id === 'local-install')?.checkpoints.find(({ id }) => id === 'root-local');

function judge(mounts: Readonly<Record<string, string>>, volumes: Readonly<Record<string, string>>): CheckResult {
  if (checkpoint === undefined) throw new Error('The procedure has no such checkpoint');
  const answer = (facts: unknown): readonly { readonly host: string; readonly answer: Answer }[] => [
    { host: 'xen1', answer: { state: 'facts', facts } },
  ];
  return evaluateCheckpoint({
    checkpoint,
    answers: {
      mounted: answer({
        mounts: Object.entries(mounts).map(([mountPoint, device]) => ({ device, mountPoint, type: 'ext3', options: ['rw'] })),
      }),
      volumes: answer({
        present: true,
        answered: true,
        refusal: '',
        volumes: Object.entries(volumes).map(([device, group]) => ({
          device,
          group,
          format: 'lvm2',
          attributes: 'a-',
          size: '10.00G',
          free: '0',
        })),
      }),
    },
    scope: {
      params: { localDisk: '/dev/sda' },
      hosts: [],
      fabric: EMPTY_FABRIC,
      captures: {},
      captured: {},
      run: { id: 'r', operator: 'o' },
    },
    findProbe: (name) => probes.find((probe) => probe.name === name),
  });
}

const root = '/dev/mapper/VolGroup00-LogVol00';

describe('RHEL is on the local drive', () => {
  it('when root and boot are on its partitions, or on a volume group that is all of it', () => {
    expect(judge({ '/': '/dev/sda2', '/boot': '/dev/sda1' }, {}).outcome).toBe('pass');
    expect(judge({ '/': root, '/boot': '/dev/sda1' }, { '/dev/sda2': 'VolGroup00', '/dev/sdb2': 'VolGroup01' }).outcome).toBe(
      'pass',
    );
    expect(judge({ '/': '/dev/mapper/vg--local-root', '/boot': '/dev/sda1' }, { '/dev/sda2': 'vg-local' }).outcome).toBe('pass');
  });

  it('not when a volume group of the same name is on a LUN, or partly', () => {
    for (const volumes of [{ '/dev/sdb2': 'VolGroup00' }, { '/dev/sda2': 'VolGroup00', '/dev/sdb2': 'VolGroup00' }, {}])
      expect(judge({ '/': root, '/boot': '/dev/sda1' }, volumes)).toMatchObject({
        outcome: 'fail',
        hint: { id: 'volume-elsewhere' },
      });
  });

  it('not when either is on another drive, were it one with a longer name', () => {
    expect(judge({ '/': '/dev/sda2', '/boot': '/dev/sdaa1' }, {})).toMatchObject({
      outcome: 'fail',
      hint: { id: 'boot-elsewhere' },
    });
    expect(judge({ '/': '/dev/sdb2', '/boot': '/dev/sda1' }, {})).toMatchObject({ outcome: 'fail', hint: { id: 'other-drive' } });
    expect(judge({ '/boot': '/dev/sda1' }, {}).outcome).toBe('fail');
  });
});
