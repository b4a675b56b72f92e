import { z } from 'zod';

/** Roles of hosts, in the field's words. A management station that runs SMcli belongs to its array. */
export const hostRole = z.enum(['dom0', 'guest', 'switch', 'array']);
export type HostRole = z.infer<typeof hostRole>;

/** What answers on the other end of exec: a POSIX shell, or Fabric OS' own command line (no sh, no pipes). */
export const shellKind = z.enum(['posix', 'fos']);
export type ShellKind = z.infer<typeof shellKind>;

/** Names become file names, table cells and keys: letters, digits, dot, dash, underscore; at most 63. */
export const hostName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u, 'letters, digits, dot, dash and underscore, at most 63');

const SECRET_FORMS =
  'a secret never stands here: write { env: NAME }, { file: PATH } (a file that only its owner reads, mode 0600), or ask';

/** A secret never stands in an inventory: it is named, or asked for. */
export const secretReference = z.union(
  [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) }), z.literal('ask')],
  { error: SECRET_FORMS },
);
export type SecretReference = z.infer<typeof secretReference>;

export const authentication = z.strictObject({
  agent: z.boolean().optional(),
  /** Path of a private key file on this machine. */
  key: z.string().optional(),
  passphrase: secretReference.optional(),
  password: secretReference.optional(),
});
export type Authentication = z.infer<typeof authentication>;

/** What a port is told by on its fabric: its WWPN, or for iSCSI its IPv4 address. */
export const wwpn = z
  .string()
  .regex(
    /^(?:([0-9a-f]{2}:){7}[0-9a-f]{2}|(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?!$)|$)){4})$/u,
    'eight pairs of lower-case hexadecimal digits with colons, as in 21:00:00:e0:8b:9a:1c:5e, or for iSCSI an address, as in 10.77.1.1',
  );

/** A value that a procedure's parameter may have. */
export const parameterValue: z.ZodType<ParameterValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(parameterValue), z.record(z.string(), parameterValue)]),
);
export type ParameterValue = string | number | boolean | readonly ParameterValue[] | { readonly [key: string]: ParameterValue };

export const inventoryHost = z.strictObject({
  role: hostRole,
  address: z.string().min(1),
  port: z.number().int().min(1).max(65535).default(22),
  user: z.string().min(1).default('root'),
  shell: shellKind.default('posix'),
  auth: authentication.default({}),
  /** `SHA256:...` as ssh-keygen -l prints it; trusted without asking. */
  hostKey: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/u, 'SHA256: and 43 base64 characters, as ssh-keygen -l prints it')
    .optional(),
  /** `legacy` appends the algorithms of OpenSSH 4.3 for this host alone; flagged wherever it is shown. */
  crypto: z.enum(['modern', 'legacy']).default('modern'),
  /** Name of another host of this inventory to go through. */
  jump: hostName.optional(),
  /** For role array: the controllers' management addresses, A first. */
  controllers: z.array(z.string().min(1)).optional(),
  group: z.string().optional(),
  /** Where it stands, in the words of whoever has to find it: `row 3, rack 12, unit 18`. */
  rack: z.string().min(1).max(100).exactOptional(),
  parameters: z.record(z.string(), parameterValue).default({}),
});
export type InventoryHost = z.infer<typeof inventoryHost>;

/** The declared side of the fabric: what the user says should be there. Everything has a name that is unique in its list. */
export const fabric = z.strictObject({
  /** Host bus adapter ports, in the order of the host's slots. */
  ports: z.array(z.strictObject({ host: hostName, port: z.number().int().min(1), wwpn })).default([]),
  switches: z.array(z.strictObject({ name: hostName, domain: z.number().int().optional() })).default([]),
  controllerPorts: z
    .array(z.strictObject({ array: hostName, controller: z.enum(['A', 'B']), port: z.number().int().min(1), wwpn }))
    .default([]),
  /** A cable from a host or controller port to a switch port; `label` is what is written on it. */
  cables: z
    .array(
      z.strictObject({
        label: hostName,
        from: z.union([
          z.strictObject({ host: hostName, port: z.number().int().min(1) }),
          z.strictObject({ array: hostName, controller: z.enum(['A', 'B']), port: z.number().int().min(1) }),
        ]),
        switch: hostName,
        switchPort: z.number().int().min(0),
      }),
    )
    .default([]),
  /** One initiator and one target each, by WWPN. */
  zones: z.array(z.strictObject({ name: z.string().min(1), switch: hostName, initiator: wwpn, target: wwpn })).default([]),
  luns: z
    .array(
      z.strictObject({
        lun: z.number().int().min(0).max(255),
        name: z.string().min(1),
        array: hostName,
        sizeBytes: z.number().int().positive().optional(),
        preferredController: z.enum(['A', 'B']).optional(),
        /** NAA identifier, 32 lower-case hexadecimal digits. */
        wwid: z
          .string()
          .regex(/^[0-9a-f]{32}$/u, '32 lower-case hexadecimal digits')
          .optional(),
      }),
    )
    .default([]),
});
export type Fabric = z.infer<typeof fabric>;

export const inventory = z.strictObject({
  format: z.literal(1),
  name: z.string().min(1).default('hosts'),
  hosts: z.record(hostName, inventoryHost),
  fabric: fabric.optional(),
  /** Values of a procedure's parameters, for the run as a whole. */
  parameters: z.record(z.string(), parameterValue).default({}),
  /** What these hosts put in the place of a procedure's defaults; a procedure without such a parameter leaves it aside. Labs give it. */
  defaults: z.record(z.string(), parameterValue).default({}),
  /** Set, the evidence of runs has pseudonyms in the place of identifiers; the list (it may be empty) names what else is to be replaced. */
  pseudonyms: z.array(z.string().min(1)).exactOptional(),
});
export type Inventory = z.infer<typeof inventory>;
