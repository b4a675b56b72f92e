import type { DrawingFile } from '../../core/topology/drawing-file.ts';
import { failure, success, type Result } from '../../core/result.ts';

/** Twice as many points as the drawing has pixels: letters stay readable on paper. */
const SHARPNESS = 2;
/** What browsers make canvases of: https://developer.mozilla.org/docs/Web/HTML/Element/canvas#maximum_canvas_size, with room to spare. */
const LONGEST_SIDE = 16_000;
const LARGEST_AREA = 120_000_000;

/** A drawing as a picture, as sharp as can be had. Problem: `picture`. */
export async function pictureOf({ svg, width, height }: DrawingFile): Promise<Result<Blob>> {
  const scale = Math.min(SHARPNESS, LONGEST_SIDE / Math.max(width, height), Math.sqrt(LARGEST_AREA / (width * height)));
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(width * scale);
    canvas.height = Math.floor(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return blob === null ? noPicture() : success(blob);
  } catch {
    return noPicture();
  } finally {
    URL.revokeObjectURL(address);
  }
}

function noPicture(): Result<Blob> {
  return failure('picture', 'No picture could be made of this drawing.', 'Save it as SVG instead.');
}
