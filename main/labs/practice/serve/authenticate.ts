import { timingSafeEqual } from 'node:crypto';
import ssh2, { type AuthContext, type ParsedKey } from 'ssh2';
import { kindsOfMachine } from '../world/kinds.ts';
import type { Machine } from '../world/machine.ts';
import type { UserState } from '../world/state.ts';

/** Decides on one attempt to log in: password, keyboard-interactive, or a key that is registered with the lab or in ~/.ssh/authorized_keys. */
export function authenticate(machine: Machine, labKeys: readonly string[], context: AuthContext): UserState | null {
  const user = machine.state.users.find((candidate) => candidate.name === context.username);
  switch (context.method) {
    case 'password':
      if (user !== undefined && passwordFits(user, context.password)) {
        context.accept();
        return user;
      }
      break;
    case 'keyboard-interactive':
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        if (user !== undefined && passwordFits(user, answers[0] ?? '')) context.accept();
        else context.reject(['publickey', 'password', 'keyboard-interactive']);
      });
      return user ?? null;
    case 'publickey': {
      if (user === undefined) break;
      const key = allowedKeys(machine, user, labKeys).find((candidate) => candidate.getPublicSSH().equals(context.key.data));
      if (key === undefined) break;
      if (context.signature !== undefined && context.blob !== undefined) {
        // An unusable signature is an Error here, which is no `true`.
        const verified: unknown = key.verify(context.blob, context.signature, context.hashAlgo);
        if (verified !== true) break;
      }
      context.accept();
      return user;
    }
    case 'none':
    case 'hostbased':
      break;
  }
  context.reject(['publickey', 'password', 'keyboard-interactive']);
  return null;
}

function passwordFits(user: UserState, given: string): boolean {
  if (user.password === null) return false;
  const expected = Buffer.from(user.password);
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function allowedKeys(machine: Machine, user: UserState, labKeys: readonly string[]): readonly ParsedKey[] {
  const path = `${user.home === '/' ? '' : user.home}/.ssh/authorized_keys`;
  const own =
    kindsOfMachine[machine.state.kind].shell === 'posix' && machine.files.isFile(path)
      ? machine.files.readText(path).split('\n')
      : [];
  return [...labKeys, ...own].flatMap((line) => {
    const match = /(?:^|\s)((?:ssh-|ecdsa-)\S+ [A-Za-z0-9+/=]+)/u.exec(line.startsWith('#') ? '' : line);
    if (match?.[1] === undefined) return [];
    const parsed = ssh2.utils.parseKey(match[1]);
    return parsed instanceof Error ? [] : [parsed];
  });
}
