import { failure, success, type Result } from '../../../core/result.ts';
import { labArray, labHosts, labSwitches } from './options.ts';

/** A cable of the lab, labelled as in Figure 2, from a host's or a controller's port to a switch. */
export interface LabCable {
  readonly label: string;
  readonly end: { readonly host: string; readonly port: 1 | 2 } | { readonly controller: 'A' | 'B' };
  /** 1 or 2: fabric and switch. */
  readonly fabric: 1 | 2;
}

/** What is pulled, and which controllers have failed. */
export interface Wiring {
  readonly pulled: readonly string[];
  readonly failed: readonly ('A' | 'B')[];
}

export const wholeWiring: Wiring = { pulled: [], failed: [] };

/** Every cable of a lab with so many hosts: port n of a host to switch n, controller A to switch 1, B to switch 2. */
export function labCables(hosts: 1 | 2): readonly LabCable[] {
  const ofHosts = labHosts(hosts).flatMap((host) =>
    ([1, 2] as const).map((port) => ({ label: `${host}-p${String(port)}`, end: { host, port }, fabric: port })),
  );
  const ofArray = (['A', 'B'] as const).map((controller, index) => ({
    label: `ctl${controller}-${labSwitches[index] ?? ''}`,
    end: { controller },
    fabric: index === 0 ? (1 as const) : (2 as const),
  }));
  return [...ofHosts, ...ofArray];
}

export type Hand = 'pull' | 'plug' | 'fail' | 'recover';

/** What a hand makes of the wiring, and the sentence that tells it. Problems: `no-such-cable`, `no-such-controller`. */
export function layHand(
  wiring: Wiring,
  cables: readonly LabCable[],
  verb: Hand,
  what: string,
): Result<{ readonly wiring: Wiring; readonly sentence: string }> {
  if (verb === 'pull' || verb === 'plug') {
    const cable = cables.find(({ label }) => label === what);
    if (cable === undefined)
      return failure(
        'no-such-cable',
        `The lab has no cable ${what}.`,
        `Its cables are ${cables.map(({ label }) => label).join(', ')}.`,
      );
    const rest = wiring.pulled.filter((label) => label !== what);
    const sentence = `Cable ${what} ${verb === 'pull' ? 'was pulled' : 'was plugged in'} at ${labSwitches[cable.fabric - 1] ?? ''}.`;
    return success({ wiring: { ...wiring, pulled: verb === 'pull' ? [...rest, what] : rest }, sentence });
  }
  if (what !== 'A' && what !== 'B')
    return failure('no-such-controller', `The array has no controller ${what}.`, 'Its controllers are A and B.');
  const rest = wiring.failed.filter((controller) => controller !== what);
  const sentence = `Controller ${what} of ${labArray} ${verb === 'fail' ? 'failed: its port is dark' : 'works again'}.`;
  return success({ wiring: { ...wiring, failed: verb === 'fail' ? [...rest, what] : rest }, sentence });
}

/** Whether light is on a cable: it is plugged in, and the controller at its end works. */
export function carries(wiring: Wiring, cable: LabCable): boolean {
  return !wiring.pulled.includes(cable.label) && !('controller' in cable.end && wiring.failed.includes(cable.end.controller));
}
