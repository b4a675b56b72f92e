import { assertNever, failure, success, type Result } from '../../../../core/result.ts';
import type { PracticeLab } from '../lab.ts';
import { runSwitchCommand } from '../shell/fos.ts';
import { runCommandLine } from '../shell/login.ts';
import { inputOf, outputTo } from '../shell/streams.ts';
import { kindsOfMachine } from '../world/kinds.ts';
import type { Deed, Mistake } from './mistake.ts';
import { mistakesOf } from './mistakes.ts';

/** Makes a mistake of the catalogue in a lab, as the person does it. Problem: `no-such-mistake`, `deed-failed`, and those of hands. */
export async function applyMistake(lab: PracticeLab, name: string): Promise<Result<Mistake>> {
  const system = lab.about.world.system ?? 'rhel5';
  const mistake = mistakesOf[system].find((one) => one.name === name);
  if (mistake === undefined)
    return failure(
      'no-such-mistake',
      `Hosts with ${system} have no mistake called ${name}.`,
      `xenpath lab practice mistakes --system ${system} lists them.`,
    );
  if (mistake.deeds.length === 0) return failure('not-in-the-lab', `${name} is made in the parameters of a run, not in the lab.`);
  if (!isOfLab(mistake)) return failure('not-in-the-lab', `${name} is made between two steps of a run, not in the lab alone.`);
  const done = await doDeeds(lab, mistake.deeds);
  return done.ok ? success(mistake) : done;
}

/** Whether a lab alone can make it; others lie in a run's parameters, or between two of its steps. */
export function isOfLab({ deeds }: Mistake): boolean {
  return deeds.length > 0 && !deeds.some((deed) => 'step' in deed);
}

/** Does things one after the other, as a person would; the first that does not succeed ends it. */
export async function doDeeds(lab: PracticeLab, deeds: readonly Deed[]): Promise<Result<null>> {
  for (const deed of deeds) {
    const done = await doDeed(lab, deed);
    if (!done.ok) return done;
  }
  return success(null);
}

async function doDeed(lab: PracticeLab, deed: Deed): Promise<Result<null>> {
  if ('run' in deed) return command(lab, deed);
  if ('hand' in deed) {
    const done = await lab.hand(deed.hand, deed.what);
    return done.ok ? success(null) : done;
  }
  if ('press' in deed) {
    lab.power(deed.at, deed.press);
    return success(null);
  }
  if ('pass' in deed) {
    await lab.world.wait(deed.pass * 1000);
    return success(null);
  }
  if ('awaits' in deed) return awaitUp(lab, deed.awaits);
  if ('step' in deed) return failure('deed-failed', `The step ${deed.step} is for a run to carry out.`);
  return assertNever(deed);
}

async function command(lab: PracticeLab, deed: Extract<Deed, { run: string }>): Promise<Result<null>> {
  const machine = lab.world.find(deed.at);
  if (machine?.up !== true) return failure('deed-failed', `${deed.at} is not up, so nobody can type ${deed.run} there.`);
  const user =
    machine.state.users.find(({ name }) => name === kindsOfMachine[machine.state.kind].login) ?? machine.state.users[0];
  if (user === undefined) return failure('deed-failed', `Nobody can log in to ${deed.at}.`);
  const said: Uint8Array[] = [];
  const take = (bytes: Uint8Array): void => {
    said.push(bytes.slice());
  };
  const standard = { input: inputOf(Buffer.from(deed.input ?? '')), output: outputTo(take), error: outputTo(take) };
  const bytes = Buffer.from(deed.run);
  const running =
    kindsOfMachine[machine.state.kind].shell === 'fos'
      ? runSwitchCommand(machine, user, bytes, standard, null)
      : runCommandLine(machine, user, bytes, standard, { PATH: '/usr/sbin:/sbin:/usr/bin:/bin:/opt/mpp' });
  const { status } = await running.ended;
  const exits = deed.exits ?? [0];
  if (exits === 'any' || exits.includes(status)) return success(null);
  const text = Buffer.concat(said).toString('utf8').trim().split('\n').slice(-3).join(' | ');
  return failure('deed-failed', `${deed.run} on ${deed.at} ended with ${String(status)}: ${text}`);
}

/** At most half an hour: what is not up by then does not come up. */
async function awaitUp(lab: PracticeLab, name: string): Promise<Result<null>> {
  const until = lab.now() + 1_800_000;
  while (lab.world.find(name)?.up !== true) {
    if (lab.now() > until) return failure('deed-failed', `${name} does not come up.`);
    await lab.world.wait(1_000);
  }
  return success(null);
}
