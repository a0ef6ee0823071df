import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** One open segment. Whoever calls `commit` waits until the disk has it. */
export interface SegmentWriter {
  readonly bytes: number
  commit(text: Buffer): Promise<void>
  close(): Promise<void>
}

/** A new segment, whose header is durable, and its name with it. */
export async function createSegment(path: string, header: string): Promise<SegmentWriter> {
  const file = await open(path, 'wx')
  const writer = writerOf(file, 0)
  await writer.commit(Buffer.from(header))
  await syncFolder(dirname(path))
  return writer
}

/** Goes on behind the last whole line of a segment. */
export async function continueSegment(path: string, bytes: number): Promise<SegmentWriter> {
  return writerOf(await open(path, 'r+'), bytes)
}

function writerOf(file: FileHandle, from: number): SegmentWriter {
  let bytes = from
  return {
    get bytes() {
      return bytes
    },
    async commit(text) {
      for (let done = 0; done < text.length;) {
        const { bytesWritten } = await file.write(text, done, text.length - done, bytes + done)
        done += bytesWritten
      }
      await file.datasync()
      bytes += text.length
    },
    close: () => file.close(),
  }
}

/** Else a crash may forget the file's name. Windows cannot sync a folder, and need not. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
