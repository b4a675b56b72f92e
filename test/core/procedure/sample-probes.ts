import { z } from 'zod';
import type { Probe } from '../../../core/probes/probe.ts';
import { registered } from '../../../core/probes/registered.ts';

/** Small probes of which test/fixtures/procedures/sample.yaml makes use. */
function probe<Parameters, Facts>(
  name: string,
  roles: Probe['roles'],
  parameters: z.ZodType<Parameters>,
  facts: z.ZodType<Facts>,
  empty: Facts,
): Probe {
  return registered<Parameters, Facts>({
    name,
    title: name,
    source: 'made for tests',
    roles,
    shell: 'posix',
    parameters,
    facts,
    empty,
    command: () => '/bin/true',
    deadline: 1000,
    parse: () => ({ ok: true, facts: empty, citations: {}, ignored: [] }),
  });
}

const none = z.strictObject({});

export const sampleProbes: readonly Probe[] = [
  probe('sample.kernel', ['dom0', 'guest'], none, z.strictObject({ release: z.string(), build: z.string().nullable() }), {
    release: '',
    build: null,
  }),
  probe('sample.signature', ['dom0'], z.strictObject({ device: z.string() }), z.strictObject({ type: z.string().nullable() }), {
    type: null,
  }),
  probe(
    'sample.disks',
    ['dom0'],
    none,
    z.strictObject({
      items: z.array(z.strictObject({ name: z.string(), type: z.string(), size: z.number().int(), load: z.number() })),
    }),
    { items: [] },
  ),
  probe('sample.switch', ['switch'], none, z.strictObject({ answered: z.boolean(), online: z.boolean() }), {
    answered: false,
    online: false,
  }),
];

export function findSampleProbe(name: string): Probe | undefined {
  return sampleProbes.find((one) => one.name === name);
}
