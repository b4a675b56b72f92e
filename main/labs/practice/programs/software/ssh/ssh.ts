import { machineAt } from '../../../world/software/network/http.ts';
import type { Machine } from '../../../world/machine.ts';
import { reach } from '../../../world/reach.ts';
import type { UserState } from '../../../world/state.ts';
import type { Program, ProgramCall } from '../../program.ts';
import { refuse } from '../output.ts';
import { hostKeyAccepted, say } from './known-hosts.ts';
import { publicKeyBlob } from './public-key.ts';
import { runAtTerminal, runWithoutTerminal } from './session.ts';

const usage = [
  'usage: ssh [-1246AaCfgkMNnqsTtVvXxY] [-b bind_address] [-c cipher_spec]',
  '           [-D [bind_address:]port] [-e escape_char] [-F configfile]',
  '           [-i identity_file] [-L [bind_address:]port:host:hostport]',
  '           [-l login_name] [-m mac_spec] [-O ctl_cmd] [-o option] [-p port]',
  '           [-R [bind_address:]port:host:hostport] [-S ctl_path]',
  '           [-w tunnel:tunnel] [user@]hostname [command]',
];
const valued = 'bcDeFiLlmOopRSw';

/** What the kernel waits for an answer to ARP, and for one to a connection (five repeated SYNs), in milliseconds. */
const unreachableMs = 3_000;
const timeoutMs = 189_000;

interface Wanted {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  readonly command: string | null;
  readonly flags: ReadonlySet<string>;
  readonly strict: 'yes' | 'no' | 'ask';
  readonly batch: boolean;
}

/**
 * ssh of OpenSSH 4.3p2, to the machines of this world: host key, password, a command or a shell. It has no keys of its own (there is no
 * ssh-keygen) and forwards nothing.
 */
export const ssh: Program = async (call) => {
  const wanted = read(call);
  if (typeof wanted === 'number') return wanted;
  const reached = await connect(call, wanted);
  if (reached === null) return 255;
  const { machine, address } = reached;
  while (machine.state.hostKey === null) await call.sleep(200);
  const accepted = await hostKeyAccepted(call, {
    host: wanted.host,
    address,
    blob: publicKeyBlob(machine.state.hostKey),
    strict: wanted.strict,
    batch: wanted.batch,
  });
  if (!accepted) return 255;
  const user = await authenticate(call, wanted, machine);
  if (user === null) return 255;
  const forced = wanted.flags.has('t') && call.inputIsTerminal;
  const atTerminal = !wanted.flags.has('T') && (forced || (wanted.command === null && call.inputIsTerminal));
  if (wanted.command === null && !wanted.flags.has('T') && !call.inputIsTerminal)
    say(call, ['Pseudo-terminal will not be allocated because stdin is not a terminal.']);
  const session = { machine, user, command: wanted.command, name: wanted.host, noInput: wanted.flags.has('n') };
  return atTerminal ? runAtTerminal(call, session) : runWithoutTerminal(call, session);
};

function read(call: ProgramCall): Wanted | number {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const settings = new Map<string, string>();
  const words = [...call.args];
  let destination: string | null = null;
  // As getopt(3) in a loop: options stand before the host and right behind it.
  for (;;) {
    const word = words[0];
    if (word?.startsWith('-') === true && word.length > 1) {
      words.shift();
      for (let at = 1; at < word.length; at += 1) {
        const letter = word.charAt(at);
        if (valued.includes(letter)) {
          const value = at + 1 < word.length ? word.slice(at + 1) : words.shift();
          if (value === undefined) return refuse(call, 255, `ssh: option requires an argument -- ${letter}`, ...usage);
          if (letter === 'o') {
            const [, key = '', setting = ''] = /^\s*([A-Za-z0-9]+)\s*[= ]\s*(.*)$/u.exec(value) ?? [];
            if (key === '') return refuse(call, 255, 'command-line: line 0: Bad configuration option: ' + value);
            settings.set(key.toLowerCase(), setting);
          } else values.set(letter, value);
          break;
        }
        if (!'1246AaCfgkMNnqsTtVvXxY'.includes(letter)) return refuse(call, 255, `ssh: illegal option -- ${letter}`, ...usage);
        flags.add(letter);
      }
      if (flags.has('V')) {
        call.writeError('OpenSSH_4.3p2, OpenSSL 0.9.8b 04 May 2006\n');
        return 0;
      }
    } else if (destination === null && word !== undefined) destination = words.shift() ?? null;
    else break;
  }
  if (destination === null) return refuse(call, 255, ...usage);
  const at = destination.lastIndexOf('@');
  const port = Number(values.get('p') ?? settings.get('port') ?? '22');
  if (!(port >= 1 && port <= 65_535)) return refuse(call, 255, `Bad port '${values.get('p') ?? ''}'`);
  const strict = settings.get('stricthostkeychecking');
  return {
    user: at > 0 ? destination.slice(0, at) : (values.get('l') ?? settings.get('user') ?? call.user),
    host: destination.slice(at + 1),
    port,
    command: words.length === 0 ? null : words.join(' '),
    flags,
    strict: strict === 'yes' || strict === 'no' ? strict : 'ask',
    batch: settings.get('batchmode') === 'yes',
  };
}

/** The TCP connection; what connect(2) says is printed. */
async function connect(
  call: ProgramCall,
  wanted: Wanted,
): Promise<{ readonly machine: Machine; readonly address: string } | null> {
  const { host, port } = wanted;
  const numeric = /^\d+(?:\.\d+){3}$/u.test(host);
  const own = ['localhost', 'localhost.localdomain', '127.0.0.1'].includes(host);
  const machine = own ? call.machine : machineAt(call.world, call.machine, host);
  const no = async (why: string, afterMs: number): Promise<null> => {
    await call.sleep(afterMs);
    say(call, [`ssh: connect to host ${host} port ${String(port)}: ${why}`]);
    return null;
  };
  if (machine === null && !numeric) {
    say(call, [`ssh: ${host}: Name or service not known`]);
    return null;
  }
  if (machine === null || machine.state.power === 'off' || machine.state.power === 'panic')
    return no('No route to host', unreachableMs);
  const answer = reach(call.world, machine, port, call.machine);
  if (answer === 'timeout') return no('Connection timed out', timeoutMs);
  if (answer === 'refused') return no('Connection refused', 0);
  if (port !== 22) {
    say(call, ['ssh_exchange_identification: Connection closed by remote host']);
    return null;
  }
  return { machine, address: numeric ? host : own ? '127.0.0.1' : (machine.state.address ?? host) };
}

/** Three times a password, asked at the terminal; without one the empty password is tried, as OpenSSH does. */
async function authenticate(call: ProgramCall, wanted: Wanted, machine: Machine): Promise<UserState | null> {
  const user = machine.state.users.find(({ name }) => name === wanted.user);
  const refused = 'Permission denied (publickey,gssapi-with-mic,password).';
  if (wanted.batch) {
    say(call, [refused]);
    return null;
  }
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const question = `${wanted.user}@${wanted.host}'s password: `;
    const given = (await call.tty?.ask(question, { hidden: true, signal: call.signal })) ?? '';
    if (user?.password === given) return user;
    // sshd waits a moment before it says no.
    await call.sleep(2_000);
    say(call, [attempt < 3 ? 'Permission denied, please try again.' : refused]);
  }
  return null;
}
