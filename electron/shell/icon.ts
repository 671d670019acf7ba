import { nativeImage, type NativeImage } from 'electron';
import { drawGlyph } from './glyph.ts';

/** Seen well on light panels and on dark ones, which the system does not tell apart for us. */
const BLUE = [34, 139, 230] as const;
const BLACK = [0, 0, 0] as const;

/** The icon of the tray. On macOS the system colours it itself. */
export function trayIcon(): NativeImage {
  const isMac = process.platform === 'darwin';
  const image = icon([16, 32], isMac ? BLACK : BLUE);
  if (isMac) image.setTemplateImage(true);
  return image;
}

/** The icon of a window, where the system does not take the executable's. */
export function windowIcon(): NativeImage {
  return icon([64], BLUE);
}

function icon(sizes: [number, ...number[]], colour: readonly [number, number, number]): NativeImage {
  const [first, ...others] = sizes;
  const image = nativeImage.createFromBitmap(Buffer.from(drawGlyph(first, colour)), {
    width: first,
    height: first,
  });
  for (const size of others) {
    image.addRepresentation({
      scaleFactor: size / first,
      width: size,
      height: size,
      buffer: Buffer.from(drawGlyph(size, colour)),
    });
  }
  return image;
}
