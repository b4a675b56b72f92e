import { z } from 'zod';
import type { PlannedStorage } from './from-declared.ts';

const guestOnLuns = z.object({
  lunGuestHost: z.string(),
  lunGuest: z.string(),
  lunGuestLuns: z.array(z.number()),
  lunGuestDisks: z.array(z.string()),
  lunGuestRenamed: z.array(z.string()).default([]),
});
const guestOnImages = z.object({
  imageGuestHost: z.string(),
  imageGuest: z.string(),
  imageGuestLun: z.number(),
  imagesFolder: z.string(),
  imageGuestDisks: z.array(z.string()),
  imageGuestFiles: z.array(z.string()),
});

/**
 * What a procedure's parameters say should stand between LUNs and guests. The parameters are those that the shipped procedures share; one
 * that has none of them plans nothing here.
 */
export function plannedStorage(parameters: Readonly<Record<string, unknown>>): PlannedStorage {
  const plain = numbersOfIntegers(parameters);
  const onLuns = guestOnLuns.safeParse(plain);
  const onImages = guestOnImages.safeParse(plain);
  return {
    mounts: onImages.success
      ? [{ host: onImages.data.imageGuestHost, lun: onImages.data.imageGuestLun, mountPoint: onImages.data.imagesFolder }]
      : [],
    guests: [
      ...(onLuns.success
        ? [
            {
              host: onLuns.data.lunGuestHost,
              name: onLuns.data.lunGuest,
              disks: onLuns.data.lunGuestDisks.flatMap((device, index) => {
                const lun = onLuns.data.lunGuestLuns[index];
                const renamed = onLuns.data.lunGuestRenamed[index];
                return lun === undefined ? [] : [{ device, ...(renamed === undefined ? {} : { renamed }), from: { lun } }];
              }),
            },
          ]
        : []),
      ...(onImages.success
        ? [
            {
              host: onImages.data.imageGuestHost,
              name: onImages.data.imageGuest,
              disks: onImages.data.imageGuestDisks.flatMap((device, index) => {
                const image = onImages.data.imageGuestFiles[index];
                return image === undefined ? [] : [{ device, from: { image } }];
              }),
            },
          ]
        : []),
    ],
  };
}

/** CEL's integers may be bigints. */
function numbersOfIntegers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(numbersOfIntegers);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, numbersOfIntegers(one)]));
  return value;
}
