import { beforeGuestsMistakes } from './before-guests.ts';
import { cableMistakes } from './cables.ts';
import { fabricMistakes } from './fabric.ts';
import { hardwareMistakes } from './hardware.ts';
import { hostMistakes } from './host.ts';
import { imageGuestMistakes } from './image-guest.ts';
import { imageMistakes } from './images.ts';
import { lunGuestDiskMistakes } from './lun-guest-disks.ts';
import { lunGuestMistakes } from './lun-guest.ts';
import type { Mistake } from './mistake.ts';
import { multipathMistakes } from './multipath.ts';

/** The catalogue of mistakes, in the order of the procedure. */
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
