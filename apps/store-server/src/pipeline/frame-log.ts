import { defineFault } from '@store/kernel/fault.ts'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { logPolicy, type LogPolicy } from './log-policy.ts'
import { nothingCarried, readSegmentHeader, segmentHeader, type RunOpening } from './run-opening.ts'
import { linesOf } from './segment-lines.ts'
import { bySegmentPlace, segmentName, segmentPlace, type SegmentPlace } from './segment-name.ts'
import { continueSegment, createSegment, syncFolder, type SegmentWriter } from './segment-writer.ts'
import { mendSegment } from './torn-tail.ts'

/** A store's memory of what its devices said: append, durable, then ack. Segment files below `<dir>/<storeId>/`. */
export interface FrameLog {
  /**
   * Resolves once the disk has the lines, in the order of the calls [PI1]. Several calls that wait together cost one
   * sync. Without lines it resolves as soon as everything before it is durable. Throws `FrameLogFailed`, and from then on
   * always: after a failed sync nobody knows what the disk holds.
   */
  append(lines: readonly string[]): Promise<void>
  /** A quiet point: what is appended from now on belongs to a new run. */
  beginRun(opening: RunOpening): Promise<void>
  /** The run that is going on. */
  readonly run: Run
  /** Runs that are kept, oldest first, the last of them going on. */
  runs(): readonly Run[]
  /** The durable lines of one run in their order, some at a time, headers left out. */
  lines(run: number): AsyncIterable<readonly string[]>
  /** Deletes what the policy no longer keeps; answers how many bytes. */
  retain(nowMs: number): Promise<number>
  readonly failure: Error | undefined
  close(): Promise<void>
}

export interface Run {
  readonly number: number
  readonly opening: RunOpening
}

export interface FrameLogOptions {
  readonly dir: string
  readonly storeId: string
  readonly now: () => number
  readonly policy?: LogPolicy
  /** What a crash left unfinished was cut off the last segment. */
  readonly mended?: (path: string, cutBytes: number) => void
}

export const FrameLogFailed = defineFault(
  'frame-log.failed',
  'unavailable',
  (d: { dir: string; reason: string }) =>
    `The frame log in ${d.dir} cannot be written (${d.reason}), so nothing is acknowledged and devices keep what they ` +
    `have; free the disk or mend it, then start the server again.`,
)

export const FrameLogForeign = defineFault(
  'frame-log.foreign',
  'conflict',
  (d: { path: string; found: string; storeId: string }) =>
    `${d.path} is the frame log of store ${d.found}, not of ${d.storeId}; give each store a data folder of its own.`,
)

interface Waiting {
  readonly text: string
  done(): void
  failed(error: Error): void
}

/** Opens the log as the last run left it, a torn tail cut off, or begins its first run. */
export async function openFrameLog(options: FrameLogOptions): Promise<FrameLog> {
  const { storeId, now, policy = logPolicy } = options
  const dir = join(options.dir, encodeURIComponent(storeId))
  const pathOf = (at: SegmentPlace): string => join(dir, segmentName(at))
  await mkdir(dir, { recursive: true })
  const segments = await mendedSegments(dir, options)
  const runs = await runsOf(dir, segments, storeId)

  let queue: (Waiting | { readonly opening: RunOpening; done(): void; failed(error: Error): void })[] = []
  let working: Promise<void> | undefined
  let failure: Error | undefined
  let place: SegmentPlace
  let writer: SegmentWriter
  let hour = hourOf(now())

  const last = segments.at(-1)
  if (last) {
    place = last.place
    writer = await continueSegment(pathOf(place), last.bytes)
  } else {
    const opening = { startedMs: Math.floor(now()), boots: [], carried: nothingCarried }
    place = { run: 1, segment: 1 }
    runs.push({ number: 1, opening })
    writer = await started(place, opening)
    segments.push({ place, bytes: 0 })
  }

  function started(at: SegmentPlace, opening: RunOpening): Promise<SegmentWriter> {
    return createSegment(pathOf(at), segmentHeader(storeId, at, opening))
  }

  async function follow(next: SegmentPlace, opening: RunOpening): Promise<void> {
    await writer.close()
    place = next
    hour = hourOf(now())
    writer = await started(place, opening)
    segments.push({ place, bytes: 0 })
  }

  async function durableBytes(path: string): Promise<number> {
    if (path !== pathOf(place)) return Number.POSITIVE_INFINITY
    await enqueue({ text: '' })
    return path === pathOf(place) ? writer.bytes : Number.POSITIVE_INFINITY
  }

  function work(): void {
    working ??= commitAll().finally(() => {
      working = undefined
      if (queue.length > 0) work()
    })
  }

  async function commitAll(): Promise<void> {
    // One turn of the event loop, so that devices which speak at the same moment share a sync.
    await Promise.resolve()
    while (queue.length > 0) {
      const group = nextGroup()
      try {
        await commit(group)
        for (const one of group) one.done()
      } catch (error) {
        fail(error, group)
      }
    }
  }

  function nextGroup(): typeof queue {
    if ('opening' in queue[0]!) return queue.splice(0, 1)
    let bytes = 0
    const end = queue.findIndex((one) => 'opening' in one || (bytes += one.text.length) > policy.groupBytes)
    return queue.splice(0, end < 0 ? queue.length : Math.max(1, end))
  }

  async function commit(group: typeof queue): Promise<void> {
    const [first] = group
    if (first && 'opening' in first) return follow({ run: place.run + 1, segment: 1 }, first.opening)
    const text = group.map((one) => ('text' in one ? one.text : '')).join('')
    if (text === '') return
    if (writer.bytes >= policy.segmentBytes || hourOf(now()) !== hour)
      await follow(
        { run: place.run, segment: place.segment + 1 },
        runs.find(({ number }) => number === place.run)!.opening,
      )
    await writer.commit(Buffer.from(text))
  }

  function fail(error: unknown, group: typeof queue): void {
    const reason = error instanceof Error ? error.message : String(error)
    failure ??= FrameLogFailed({ dir, reason }, error)
    const lost = [...group, ...queue]
    queue = []
    for (const one of lost) one.failed(failure)
  }

  function enqueue(one: { text: string } | { opening: RunOpening }): Promise<void> {
    if (failure) return Promise.reject(failure)
    return new Promise((done, failed) => {
      queue.push({ ...one, done, failed })
      work()
    })
  }

  return {
    append: (lines) => enqueue({ text: lines.join('') }),
    beginRun(opening) {
      runs.push({ number: runs.at(-1)!.number + 1, opening })
      return enqueue({ opening })
    },
    get run() {
      return runs.at(-1)!
    },
    runs: () => [...runs],
    lines: (run) =>
      linesOf(
        segments.filter((one) => one.place.run === run).map((one) => pathOf(one.place)),
        durableBytes,
      ),
    retain: (nowMs) => retain(nowMs),
    get failure() {
      return failure
    },
    async close() {
      await enqueue({ text: '' }).catch(() => undefined)
      await working
      await writer.close()
    },
  }

  /** Runs go whole: half of one would be rebuilt into another store than the one that was [PI9]. */
  async function retain(nowMs: number): Promise<number> {
    const sizes = new Map<number, number>()
    for (const one of segments) {
      const { size } = await stat(pathOf(one.place))
      sizes.set(one.place.run, (sizes.get(one.place.run) ?? 0) + size)
    }
    let all = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    let freed = 0
    while (runs.length > 1) {
      const [oldest, next] = [runs[0]!, runs[1]!]
      if (next.opening.startedMs > nowMs - policy.keepMs && all <= policy.keepBytes) break
      for (const one of segments.filter(({ place: { run } }) => run === oldest.number))
        await rm(pathOf(one.place), { force: true })
      const size = sizes.get(oldest.number) ?? 0
      ;[all, freed] = [all - size, freed + size]
      segments.splice(0, segments.length, ...segments.filter(({ place: { run } }) => run !== oldest.number))
      runs.shift()
    }
    if (freed > 0) await syncFolder(dir)
    return freed
  }
}

interface Segment {
  readonly place: SegmentPlace
  readonly bytes: number
}

/** The segments there are; only the last can be torn, as each is durable before the next begins. */
async function mendedSegments(dir: string, { mended }: FrameLogOptions): Promise<Segment[]> {
  const places = (await readdir(dir)).flatMap((name) => segmentPlace(name) ?? []).sort(bySegmentPlace)
  for (let last = places.at(-1); last; last = places.at(-1)) {
    const path = join(dir, segmentName(last))
    const { bytes, cutBytes } = await mendSegment(path)
    if (cutBytes > 0) mended?.(path, cutBytes)
    if (bytes !== undefined) return places.map((place) => ({ place, bytes: place === last ? bytes : 0 }))
    places.pop()
  }
  return []
}

async function runsOf(dir: string, segments: readonly Segment[], storeId: string): Promise<Run[]> {
  const runs: Run[] = []
  for (const { place } of segments) {
    if (runs.at(-1)?.number === place.run) continue
    const path = join(dir, segmentName(place))
    const { storeId: found, ...opening } = readSegmentHeader(await firstLine(path))
    if (found !== storeId) throw FrameLogForeign({ path, found, storeId })
    runs.push({ number: place.run, opening })
  }
  return runs
}

async function firstLine(path: string): Promise<string> {
  for await (const [line] of linesOf([path], () => Promise.resolve(Number.POSITIVE_INFINITY), true))
    if (line) return line
  return ''
}

const hourOf = (ms: number): number => Math.floor(ms / 3_600_000)
