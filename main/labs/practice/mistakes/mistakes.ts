import type { SystemName } from '../options.ts';
import { beforeGuestsMistakes } from './before-guests.ts';
import { cableMistakes } from './cables.ts';
import { debianMistakes } from './debian.ts';
import { fabricMistakes } from './fabric.ts';
import { hardwareMistakes } from './hardware.ts';
import { hostMistakes } from './host.ts';
import { imageGuestMistakes } from './image-guest.ts';
import { imageMistakes } from './images.ts';
import { lunGuestDiskMistakes } from './lun-guest-disks.ts';
import { lunGuestMistakes } from './lun-guest.ts';
import type { Mistake } from './mistake.ts';
import { multipathMistakes } from './multipath.ts';

/** The catalogue of mistakes for RHEL 5 with RDAC, in the order of the procedure. */
export const mistakes: readonly Mistake[] = [
  ...hardwareMistakes,
  ...fabricMistakes,
  ...hostMistakes,
  ...multipathMistakes,
  ...beforeGuestsMistakes,
  ...lunGuestMistakes,
  ...lunGuestDiskMistakes,
  ...imageMistakes,
  ...imageGuestMistakes,
  ...cableMistakes,
];

/** The catalogue for a family of hosts. Names are told apart across all of them. */
export const mistakesOf: Readonly<Record<SystemName, readonly Mistake[]>> = { rhel5: mistakes, debian12: debianMistakes };
