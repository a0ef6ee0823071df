import jsqr from 'jsqr'
import { PNG } from 'pngjs'

/** What a QR code in a picture says, read by a program that knows nothing of ours. */
export function readQr(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png)
  return jsqr(new Uint8ClampedArray(data), width, height)?.data
}
