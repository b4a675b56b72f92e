import { isMap, isScalar, isSeq, parseDocument, stringify, type Document } from 'yaml';
import type { HostFields } from '../../core/contract/hosts.ts';
import { NEW_HOST_FIELDS } from '../../core/contract/new-host-fields.ts';
import type { SshConfigHost } from '../../core/hosts/ssh-config.ts';
import { failure, success, type Result } from '../../core/result.ts';

/**
 * An inventory's text with one host put in, changed, renamed or (`fields` null) taken out; comments and everything else stay as they were written. Whether it is
 * right is not judged here. Problems: `inventory-unreadable` for what is no YAML, `no-such-host`, `host-exists`.
 */
export function withHost(text: string, before: string | null, name: string, fields: HostFields | null): Result<string> {
  const opened = open(text);
  if (!opened.ok) return opened;
  const document = opened.value;
  if (before !== null && !document.hasIn(['hosts', before]))
    return failure('no-such-host', `There is no host ${before} in this text.`);
  if (fields === null) {
    if (before !== null) document.deleteIn(['hosts', before]);
    return success(textOf(document));
  }
  if (before !== name && document.hasIn(['hosts', name]))
    return failure('host-exists', `There is a host ${name} already.`, 'Give it another name.');
  const hosts = document.get('hosts');
  if (!isMap(hosts)) document.set('hosts', document.createNode({}));
  else hosts.flow = false;
  if (before === null) document.setIn(['hosts', name], document.createNode({}));
  else if (before !== name) rename(document, before, name);
  fill(document, name, fields);
  return success(textOf(document));
}

/** What a form shows of a host, as it is written; what is not written is empty. Problems: `inventory-unreadable`, `no-such-host`. */
export function fieldsOf(text: string, name: string): Result<HostFields> {
  const opened = open(text);
  if (!opened.ok) return opened;
  if (!opened.value.hasIn(['hosts', name])) return failure('no-such-host', `There is no host ${name} in this text.`);
  const { hosts } = opened.value.toJS() as { hosts: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  const host = hosts[name] ?? {};
  const written = (key: keyof HostFields): string => {
    const value = host[key];
    if (Array.isArray(value)) return value.join(', ');
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const auth = (typeof host['auth'] === 'object' && host['auth'] !== null ? host['auth'] : {}) as Readonly<
    Record<string, unknown>
  >;
  const signIn =
    auth['key'] !== undefined
      ? 'key'
      : auth['password'] !== undefined
        ? 'password'
        : auth['agent'] === true
          ? 'agent'
          : 'default';
  const secret = signIn === 'key' ? auth['passphrase'] : auth['password'];
  const reference = (typeof secret === 'object' && secret !== null ? secret : {}) as Readonly<Record<string, unknown>>;
  return success({
    ...NEW_HOST_FIELDS,
    role: written('role'),
    address: written('address'),
    port: written('port'),
    user: written('user'),
    shell: written('shell'),
    crypto: written('crypto'),
    jump: written('jump'),
    group: written('group'),
    hostKey: written('hostKey'),
    controllers: written('controllers'),
    signIn,
    key: typeof auth['key'] === 'string' ? auth['key'] : '',
    secret: 'env' in reference ? 'env' : 'file' in reference ? 'file' : 'ask',
    secretName: (reference['env'] ?? reference['file'] ?? '') as string,
  });
}

/** Hosts of a client configuration as the text of an inventory. */
export function inventoryFromSsh(title: string, hosts: readonly SshConfigHost[]): string {
  return stringify({
    format: 1,
    name: title,
    hosts: Object.fromEntries(
      hosts.map(({ name, address, port, user, key, jump, legacy }) => [
        name,
        {
          role: 'dom0',
          address,
          ...(port === null ? {} : { port }),
          ...(user === null ? {} : { user }),
          ...(legacy ? { crypto: 'legacy' } : {}),
          ...(jump === null ? {} : { jump }),
          ...(key === null ? {} : { auth: { key } }),
        },
      ]),
    ),
  });
}

function open(text: string): Result<Document.Parsed> {
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined || (document.contents !== null && !isMap(document.contents)))
    return failure('inventory-unreadable', 'This text is no YAML with a list of hosts.', 'Correct it as text first.');
  return success(document);
}

function textOf(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function fill(document: Document, name: string, fields: HostFields): void {
  const set = (key: string, value: unknown): void => {
    const at = ['hosts', name, key];
    if (value === '' || value === null) {
      if (document.hasIn(at)) document.deleteIn(at);
    } else if (document.getIn(at) !== value)
      document.setIn(at, typeof value === 'object' ? document.createNode(value, { flow: true }) : value);
  };
  const port = fields.port.trim();
  set('role', fields.role);
  set('address', fields.address.trim());
  set('port', /^[0-9]{1,9}$/u.test(port) ? Number(port) : port);
  set('user', fields.user.trim());
  set('shell', fields.shell);
  set('crypto', fields.crypto);
  set('jump', fields.jump);
  set('group', fields.group.trim());
  set('hostKey', fields.hostKey.trim());
  const controllers = fields.controllers
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  set('controllers', controllers.length === 0 ? null : controllers);
  set('auth', authOf(fields));
}

function authOf({ signIn, key, secret, secretName }: HostFields): unknown {
  const reference = secret === 'ask' ? 'ask' : { [secret]: secretName.trim() };
  switch (signIn) {
    case 'default':
      return null;
    case 'agent':
      return { agent: true };
    case 'key':
      return { key: key.trim(), ...(secret === 'ask' ? {} : { passphrase: reference }) };
    case 'password':
      return { password: reference };
  }
}

/** Another name for a host, also where others go through it and where the fabric names it. */
function rename(document: Document, before: string, name: string): void {
  const hosts = document.get('hosts');
  if (!isMap(hosts)) return;
  for (const pair of hosts.items) {
    const key = isScalar(pair.key) ? pair.key.value : pair.key;
    if (key === before) pair.key = document.createNode(name);
    else if (isMap(pair.value) && pair.value.get('jump') === before) pair.value.set('jump', name);
  }
  for (const [list, ...within] of [
    ['ports', 'host'],
    ['cables', 'from', 'host'],
    ['cables', 'from', 'array'],
    ['controllerPorts', 'array'],
    ['luns', 'array'],
  ] as const) {
    const items = document.getIn(['fabric', list]);
    if (!isSeq(items)) continue;
    items.items.forEach((item, index) => {
      if (isMap(item) && item.getIn(within) === before) document.setIn(['fabric', list, index, ...within], name);
    });
  }
}
