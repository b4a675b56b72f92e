import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Parsed, ProbeOutput } from '../../../core/probes/probe.ts';

/**
 * A fixture is NAME.txt (standard output, byte for byte) and NAME.json beside it, in a folder named after its probe.
 */
const about = z.strictObject({
  /** Where the output is from: article listing 6, xen-3.0.3 xm/main.py, captured on ... */
  source: z.string().min(1),
  /** How sure its form is. `assembled`: form from the program's source, values made up. `memory`: never checked against a real one. */
  sure: z.enum(['article', 'captured', 'assembled', 'memory']),
  exit: z.number().int().default(0),
  stderr: z.string().default(''),
  parameters: z.record(z.string(), z.unknown()).default({}),
});

export interface Fixture {
  readonly probe: string;
  readonly name: string;
  readonly about: z.infer<typeof about>;
  readonly output: ProbeOutput;
}

const root = fileURLToPath(new URL('../../fixtures/probes', import.meta.url));

export function fixturesOf(probe: string): readonly Fixture[] {
  const folder = join(root, probe);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => fixture(probe, basename(file, '.txt')));
}

export function fixture(probe: string, name: string): Fixture {
  const described = about.parse(JSON.parse(readFileSync(join(root, probe, `${name}.json`), 'utf8')));
  const output = {
    stdout: new Uint8Array(readFileSync(join(root, probe, `${name}.txt`))),
    stderr: new TextEncoder().encode(described.stderr),
    exit: described.exit,
    truncated: false,
  };
  return { probe, name, about: described, output };
}

/** Output of made-up bytes. */
export function outputOf(
  stdout: string | Uint8Array,
  options: { stderr?: string; exit?: number | null; truncated?: boolean } = {},
): ProbeOutput {
  return {
    stdout: typeof stdout === 'string' ? new TextEncoder().encode(stdout) : stdout,
    stderr: new TextEncoder().encode(options.stderr ?? ''),
    exit: options.exit === undefined ? 0 : options.exit,
    truncated: options.truncated ?? false,
  };
}

/** Facts of a fixture; throws with the problem's sentence when there are none. */
export function factsOf<Parameters, Facts>(
  probe: {
    readonly name: string;
    readonly parameters: z.ZodType<Parameters>;
    readonly parse: (output: ProbeOutput, parameters: Parameters) => Parsed<Facts>;
  },
  name: string,
): Facts {
  const { output, about: described } = fixture(probe.name, name);
  const parsed = probe.parse(output, probe.parameters.parse(described.parameters));
  if (!parsed.ok) throw new Error(`${probe.name} ${name}: ${parsed.problem.sentence}`);
  return parsed.facts;
}
