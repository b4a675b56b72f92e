import type { ProgramCall } from '../../program.ts';
import { md5Fingerprint } from './public-key.ts';

export interface HostKeyCheck {
  /** As typed, and the address behind it. */
  readonly host: string;
  readonly address: string;
  readonly blob: Uint8Array;
  readonly strict: 'yes' | 'no' | 'ask';
  readonly batch: boolean;
}

/** Compares a host's key with ~/.ssh/known_hosts, asks, writes it down: sshconnect.c of OpenSSH 4.3. False: do not connect. */
export async function hostKeyAccepted(call: ProgramCall, check: HostKeyCheck): Promise<boolean> {
  const { files } = call.machine;
  const home = call.env['HOME'] ?? '/root';
  const path = `${home === '/' ? '' : home}/.ssh/known_hosts`;
  const { host, address, blob } = check;
  const key = Buffer.from(blob).toString('base64');
  const lines = files.isFile(path) ? files.readText(path).split('\n') : [];
  const own = lines.flatMap((line, index) => {
    const [names = '', type, there] = line.trim().split(/\s+/u);
    return type === 'ssh-rsa' && names.split(',').includes(host) ? [{ number: index + 1, there }] : [];
  });
  if (own.some(({ there }) => there === key)) return true;
  const fingerprint = md5Fingerprint(blob);
  const offending = own[0];
  if (offending !== undefined) {
    say(call, [
      '@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@',
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
      '@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@',
      'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
      'Someone could be eavesdropping on you right now (man-in-the-middle attack)!',
      'It is also possible that the RSA host key has just been changed.',
      `The fingerprint for the RSA key sent by the remote host is\n${fingerprint}.`,
      'Please contact your system administrator.',
      `Add correct host key in ${path} to get rid of this message.`,
      `Offending key in ${path}:${String(offending.number)}`,
      ...(check.strict === 'no' ? [] : [`RSA host key for ${host} has changed and you have requested strict checking.`]),
    ]);
    if (check.strict !== 'no') return failed(call);
    say(call, ['Password authentication is disabled to avoid man-in-the-middle attacks.']);
    return false;
  }
  if (check.strict === 'yes') {
    say(call, [`No RSA host key is known for ${host} and you have requested strict checking.`]);
    return failed(call);
  }
  if (check.strict === 'ask' && !(await agreed(call, check, fingerprint))) return failed(call);
  const names = host === address ? host : `${host},${address}`;
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (!files.isDirectory(folder)) files.makeDirectory(folder, { mode: 0o700 });
  files.append(path, `${names} ssh-rsa ${key}\n`, 0o644);
  say(call, [`Warning: Permanently added '${names}' (RSA) to the list of known hosts.`]);
  return true;
}

/** The question is asked at the terminal; without one the answer is no. */
async function agreed(call: ProgramCall, check: HostKeyCheck, fingerprint: string): Promise<boolean> {
  if (call.tty === null || check.batch) return false;
  let question = `The authenticity of host '${check.host} (${check.address})' can't be established.\nRSA key fingerprint is ${fingerprint}.\nAre you sure you want to continue connecting (yes/no)? `;
  for (;;) {
    const answer = await call.tty.ask(question, { hidden: false, signal: call.signal });
    if (answer === null || answer === '' || /^no/iu.test(answer)) return false;
    if (/^yes/iu.test(answer)) return true;
    question = "Please type 'yes' or 'no': ";
  }
}

function failed(call: ProgramCall): false {
  say(call, ['Host key verification failed.']);
  return false;
}

/** ssh ends its lines with both characters. */
export function say(call: ProgramCall, lines: readonly string[]): void {
  call.writeError(lines.map((line) => `${line}\r\n`).join(''));
}
