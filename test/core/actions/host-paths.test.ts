import { expect, it } from 'vitest';
import { hostPaths } from '../../../core/actions/host-paths.ts';
import { rdacArray } from '../../../core/probes/rdac-array.ts';
import { fixtureText } from '../../support/article-run.ts';

const output = (text: string) => ({
  stdout: new TextEncoder().encode(text),
  stderr: new Uint8Array(),
  exit: 0,
  truncated: false,
});

it('a path of a LUN goes over the port that mppUtil names with the controller', () => {
  const parsed = rdacArray.parse(output(fixtureText('rdac.array', 'four-paths')), { name: 'ARCJMTDS48K1' });
  if (!parsed.ok) throw new Error(parsed.problem.sentence);
  const paths = hostPaths('xenhost', 'ARCJMTDS48K1', parsed.facts, []);
  expect(paths.luns.length).toBeGreaterThan(1);
  for (const { controllers } of paths.luns) {
    expect(controllers.map(({ controller, paths: of }) => [controller, of.map(({ host, state }) => [host, state])])).toEqual([
      ['A', [[3, 'OPTIMAL'], [4, 'OPTIMAL']]],
      ['B', [[5, 'OPTIMAL'], [6, 'OPTIMAL']]],
    ]); // prettier-ignore
  }
});

it('a path whose number its controller does not have goes nobody knows where', () => {
  const side = { controller: 'A', paths: [{ number: 2, state: 'OPTIMAL', host: null }] };
  const told = {
    controllers: [{ name: 'A', paths: [{ number: 1, state: 'OPTIMAL', host: 3 }] }],
    luns: [{ lun: 0, controllers: [side] }],
  };
  expect(hostPaths('xenhost', 'a', told, []).luns[0]?.controllers[0]?.paths).toEqual([{ state: 'OPTIMAL', host: null }]);
});
