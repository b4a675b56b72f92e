import type { Box, Point } from '../../core/topology/layout-graph.ts';

/** How a drawing stands in its stage: a point of the drawing is at `x + scale * point`, in pixels of the stage. */
export interface Camera extends Point {
  readonly scale: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const SMALLEST = 0.05;
export const LARGEST = 4;
/** One press of a key, or of a button. */
export const ZOOM_STEP = 1.25;
const MARGIN = 16;

/** The whole drawing, in the middle, never larger than life. */
export function fitted(drawing: Size, stage: Size): Camera {
  const room = (size: number): number => Math.max(1, size - 2 * MARGIN);
  const scale = bounded(
    Math.min(1, room(stage.width) / Math.max(1, drawing.width), room(stage.height) / Math.max(1, drawing.height)),
  );
  return { scale, x: (stage.width - drawing.width * scale) / 2, y: (stage.height - drawing.height * scale) / 2 };
}

/** Larger or smaller, with what is at a point of the stage staying there. */
export function zoomed(camera: Camera, factor: number, at: Point): Camera {
  const scale = bounded(camera.scale * factor);
  const by = scale / camera.scale;
  return { scale, x: at.x - (at.x - camera.x) * by, y: at.y - (at.y - camera.y) * by };
}

/** As far as it has to move for a box of the drawing to be seen; as it is when it is seen already. */
export function showing(camera: Camera, box: Box, stage: Size): Camera {
  const along = (offset: number, from: number, length: number, room: number): number => {
    const start = offset + from * camera.scale;
    const end = start + length * camera.scale;
    if (length * camera.scale > room - 2 * MARGIN || start < MARGIN) return offset + MARGIN - start;
    return end > room - MARGIN ? offset + room - MARGIN - end : offset;
  };
  return {
    scale: camera.scale,
    x: along(camera.x, box.x, box.width, stage.width),
    y: along(camera.y, box.y, box.height, stage.height),
  };
}

function bounded(scale: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, scale));
}
