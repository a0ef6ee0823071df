import type { StoreLayout } from '@store/planogram/layout.ts'
import { createWriteStream } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import type { FrameLog, Segment } from './frame-log.ts'
import { readLine, withLeftOut, type Origin } from './log-line.ts'
import { linesOf } from './segment-lines.ts'
import { bySegmentPlace, type SegmentPlace } from './segment-name.ts'
import { syncFolder } from './segment-writer.ts'
import { stirring, thinPolicy, type Stirring, type ThinPolicy } from './thinning.ts'

/**
 * Thins and packs segments that are old, and needed by nobody to begin from [PI16]. What is left replays to the same
 * receipts. Each is written beside the old one, and takes its place at once or not at all. Answers the bytes it freed.
 */
export async function thinLog(
  log: Pick<FrameLog, 'closed' | 'replaced'>,
  layout: StoreLayout,
  nowMs: number,
  needed: SegmentPlace,
  policy: ThinPolicy = thinPolicy,
): Promise<number> {
  let freed = 0
  const closed = log.closed()
  for (const run of new Set(closed.map(({ place }) => place.run))) {
    const segments = closed.filter(({ place }) => place.run === run)
    const due = segments.filter((one, i) => {
      const endMs = segments[i + 1]?.header.opening.openedMs
      const isOver = bySegmentPlace(segments[i + 1]?.place ?? one.place, needed) < 0
      return isOver && endMs !== undefined && endMs < nowMs - policy.afterMs && !one.path.endsWith('.gz')
    })
    const first = segments.indexOf(due[0]!)
    if (first < 0) continue
    // What stirs in the segments beside them is near to them in time.
    const last = segments.indexOf(due.at(-1)!)
    const seen = stirring(layout, policy)
    for (const { path } of segments.slice(Math.max(0, first - BESIDE), last + 1 + BESIDE))
      for await (const lines of whole(path)) for (const line of lines) seen.see(readLine(line).frame)
    for (const segment of due) {
      freed += await thinSegment(segment, seen, log)
    }
  }
  return freed
}

/** With checkpoints every two minutes one would do; where the server was often started anew they are shorter. */
const BESIDE = 3

const whole = (path: string, withHeader = false) =>
  linesOf([path], () => Promise.resolve(Number.POSITIVE_INFINITY), withHeader)

async function thinSegment({ place, path }: Segment, seen: Stirring, log: Pick<FrameLog, 'replaced'>): Promise<number> {
  const lines: string[] = []
  for await (const some of whole(path, true)) for (const line of some) lines.push(line)
  const [header, ...messages] = lines
  const packed = `${path}.gz`
  const unfinished = `${packed}.unfinished`
  await pipeline(
    [`${header}\n`, ...(await thinned(messages, seen)).map((line) => `${line}\n`)],
    createGzip(),
    createWriteStream(unfinished),
  )
  await durable(unfinished)
  const before = (await stat(path)).size
  const after = (await stat(unfinished)).size
  await rename(unfinished, packed)
  await syncFolder(dirname(path))
  await log.replaced(place, packed)
  return before - after
}

/** The lines that stay; each tells how many of its device right before it are no more. Others get their turn meanwhile. */
export async function thinned(lines: readonly string[], seen: Pick<Stirring, 'isIdle'>): Promise<string[]> {
  const outlines: Outline[] = []
  for (const [i, line] of lines.entries()) {
    outlines.push(outlineOf(line, seen))
    if (i % AT_ONCE === AT_ONCE - 1) await nextTurn()
  }
  const orderly = orderlyDevices(outlines)
  const last = new Map(outlines.map(({ device }, i) => [device, i]))
  const leftOut = new Map<string, number>()
  return lines.flatMap((line, i) => {
    const { device, isIdle } = outlines[i]!
    const before = leftOut.get(device) ?? 0
    if (isIdle && orderly.has(device) && last.get(device) !== i) {
      leftOut.set(device, before + 1)
      return []
    }
    leftOut.delete(device)
    return [withLeftOut(line, before)]
  })
}

/** A few milliseconds of reading. */
const AT_ONCE = 100

interface Outline {
  readonly device: string
  readonly seq: number
  readonly origin: Origin
  /** Nothing on it but a plate at rest. */
  readonly isIdle: boolean
}

function outlineOf(line: string, seen: Pick<Stirring, 'isIdle'>): Outline {
  const { frame, origin, heard } = readLine(line)
  const isIdle = frame.kind === 'weight' && heard === undefined && seen.isIdle(frame)
  return { device: frame.device, seq: frame.seq, origin, isIdle }
}

/** Whose messages all stand in their order, none missing and none twice: only of those can be said how many are gone. */
function orderlyDevices(outlines: readonly Outline[]): Set<string> {
  const last = new Map<string, Outline>()
  const orderly = new Set<string>()
  for (const one of outlines) {
    const before = last.get(one.device)
    last.set(one.device, one)
    if (!before) orderly.add(one.device)
    else if (one.seq !== before.seq + 1 || !follows(one.origin, before.origin)) orderly.delete(one.device)
  }
  return orderly
}

const follows = (origin: Origin, before: Origin): boolean =>
  'boot' in origin && 'boot' in before && origin.boot === before.boot && origin.bootSeq === before.bootSeq + 1

async function durable(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
