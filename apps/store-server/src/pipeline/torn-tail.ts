import { open, readFile, rename, truncate, writeFile } from 'node:fs/promises'

export interface Mended {
  /** What is left of it; `undefined` when not even its header was whole, so that it is no segment at all. */
  readonly bytes: number | undefined
  /** What a crash had left unfinished. None of it was ever acknowledged. */
  readonly cutBytes: number
}

/**
 * Cuts off what a crash left behind the last whole line: half a line, or pages that reached the disk without the ones
 * before them. What is cut lies beside the segment as NAME.torn, for whoever wants to know [PI6].
 */
export async function mendSegment(path: string): Promise<Mended> {
  const content = await readFile(path)
  const { bytes, lines } = soundPart(content)
  const cutBytes = content.length - bytes
  if (lines === 0) {
    await rename(path, `${path}.torn`)
    return { bytes: undefined, cutBytes: content.length }
  }
  if (cutBytes > 0) {
    await writeFile(`${path}.torn`, content.subarray(bytes))
    await truncate(path, bytes)
    await syncFile(path)
  }
  return { bytes, cutBytes }
}

const NEWLINE = 0x0a

function soundPart(content: Buffer): { bytes: number; lines: number } {
  let bytes = 0
  let lines = 0
  for (let end = content.indexOf(NEWLINE); end >= 0; end = content.indexOf(NEWLINE, bytes)) {
    if (!isObject(content.toString('utf8', bytes, end))) break
    bytes = end + 1
    lines++
  }
  return { bytes, lines }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
