import { defineFault } from '@store/kernel/fault.ts'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { logPolicy, type LogPolicy } from './log-policy.ts'
import { firstOpening, readSegmentHeader, segmentHeader, type RunOpening, type SegmentHeader } from './run-opening.ts'
import { linesOf } from './segment-lines.ts'
import { bySegmentPlace, segmentName, segmentPlace, type SegmentPlace } from './segment-name.ts'
import { continueSegment, createSegment, syncFolder, type SegmentWriter } from './segment-writer.ts'
import { mendSegment } from './torn-tail.ts'

/** A store's memory of what its devices said: append, durable, then ack. Segment files below `<dir>/<storeId>/`. */
export interface FrameLog {
  /** The folder that the segments lie in. */
  readonly dir: string
  /**
   * Resolves once the disk has the lines, in the order of the calls [PI1]. Several calls that wait together cost one
   * sync. Without lines it resolves as soon as everything before it is durable. Throws `FrameLogFailed`, and from then on
   * always: after a failed sync nobody knows what the disk holds.
   */
  append(lines: readonly string[]): Promise<void>
  /** A quiet point: what is appended from now on belongs to a new run. */
  beginRun(opening: RunOpening): Promise<void>
  /** What is appended from now on lies in a segment of its own, from which an engine may begin. Answers which. */
  beginSegment(opening: RunOpening): Promise<SegmentPlace>
  /** The run that is going on. */
  readonly run: Run
  /** Runs that are kept, oldest first, the last of them going on. */
  runs(): readonly Run[]
  /** Where an engine may begin, oldest first. */
  bases(): readonly Base[]
  /** Segments that nothing more is written to, oldest first. */
  closed(): readonly Segment[]
  /** The durable lines of one run in their order, some at a time, headers left out; from a segment on. */
  lines(run: number, fromSegment?: number): AsyncIterable<readonly string[]>
  /** A closed segment lies in another file now. The old one goes, once nobody reads it. */
  replaced(place: SegmentPlace, path: string): Promise<void>
  /** Deletes what the policy no longer keeps, but nothing from `needed` on; answers how many bytes. */
  retain(nowMs: number, needed: SegmentPlace): Promise<number>
  readonly failure: Error | undefined
  close(): Promise<void>
}

export interface Run {
  readonly number: number
  /** Of the oldest base that is kept of it. */
  readonly opening: RunOpening
}

export interface Base {
  readonly place: SegmentPlace
  readonly opening: RunOpening
}

export interface Segment {
  readonly place: SegmentPlace
  readonly path: string
  readonly header: SegmentHeader
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

export const FrameLogUnreadable = defineFault(
  'frame-log.unreadable',
  'conflict',
  (d: { path: string }) =>
    `${d.path} was not written by this version of the server and cannot be read on; move the folder away to begin a ` +
    `new log, once the store is closed and every visit is settled.`,
)

interface Waiting {
  readonly text: string
  /** Begins a run, or a segment of the same run, behind the text. */
  readonly begins?: { readonly what: 'run' | 'segment'; readonly opening: RunOpening }
  done(): void
  failed(error: Error): void
}

/** Opens the log as the last run left it, a torn tail cut off, or begins its first run. */
export async function openFrameLog(options: FrameLogOptions): Promise<FrameLog> {
  const { storeId, now, policy = logPolicy } = options
  const dir = join(options.dir, encodeURIComponent(storeId))
  const pathOf = (at: SegmentPlace): string => join(dir, segmentName(at))
  await mkdir(dir, { recursive: true })
  const { segments, bytes } = await mendedSegments(dir, options)

  let queue: Waiting[] = []
  let working: Promise<void> | undefined
  let failure: Error | undefined
  let writer: SegmentWriter
  let hour = hourOf(now())

  let readers = 0
  /** Files that are no more part of the log, and may be read at this moment. */
  const leftOver: string[] = []

  const last = segments.at(-1)
  if (!last) writer = await started({ run: 1, segment: 1 }, firstOpening(Math.floor(now())), true)
  else if (bytes === undefined) writer = await started(following(last.place), last.header.opening, false)
  else writer = await continueSegment(last.path, bytes)
  let runNumber = segments.at(-1)!.place.run
  let runOpening = openingOf(runNumber)

  async function started(place: SegmentPlace, opening: RunOpening, isBase: boolean): Promise<SegmentWriter> {
    const header = { storeId, opening, isBase }
    const path = pathOf(place)
    const fresh = await createSegment(path, segmentHeader(place, header))
    segments.push({ place, path, header })
    return fresh
  }

  async function follow(place: SegmentPlace, opening: RunOpening, isBase: boolean): Promise<void> {
    await writer.close()
    hour = hourOf(now())
    writer = await started(place, opening, isBase)
  }

  function openingOf(run: number): RunOpening {
    return segments.find(({ place }) => place.run === run)!.header.opening
  }

  const place = (): SegmentPlace => segments.at(-1)!.place

  async function durableBytes(path: string): Promise<number> {
    if (path !== pathOf(place())) return Number.POSITIVE_INFINITY
    await enqueue({ text: '' })
    return path === pathOf(place()) ? writer.bytes : Number.POSITIVE_INFINITY
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

  function nextGroup(): Waiting[] {
    if (queue[0]!.begins) return queue.splice(0, 1)
    let size = 0
    const end = queue.findIndex((one) => one.begins || (size += one.text.length) > policy.groupBytes)
    return queue.splice(0, end < 0 ? queue.length : Math.max(1, end))
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    const begins = group[0]?.begins
    if (begins) {
      const next = begins.what === 'run' ? { run: place().run + 1, segment: 1 } : following(place())
      return follow(next, begins.opening, true)
    }
    const text = group.map((one) => one.text).join('')
    if (text === '') return
    if (writer.bytes >= policy.segmentBytes || hourOf(now()) !== hour)
      await follow(following(place()), segments.at(-1)!.header.opening, false)
    await writer.commit(Buffer.from(text))
  }

  function fail(error: unknown, group: readonly Waiting[]): void {
    const reason = error instanceof Error ? error.message : String(error)
    failure ??= FrameLogFailed({ dir, reason }, error)
    const lost = [...group, ...queue]
    queue = []
    for (const one of lost) one.failed(failure)
  }

  function enqueue(one: Pick<Waiting, 'text' | 'begins'>): Promise<void> {
    if (failure) return Promise.reject(failure)
    return new Promise((done, failed) => {
      queue.push({ ...one, done, failed })
      work()
    })
  }

  /** Whole stretches go, from one base to the next: an engine cannot begin in between [PI9]. */
  async function retain(nowMs: number, needed: SegmentPlace): Promise<number> {
    const sizes = new Map<Segment, number>()
    for (const one of segments) sizes.set(one, (await stat(one.path)).size)
    let all = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    let freed = 0
    for (const base of segments.filter(({ header }, i) => i > 0 && header.isBase)) {
      if (bySegmentPlace(base.place, needed) > 0) break
      if (base.header.opening.openedMs > nowMs - policy.keepMs && all <= policy.keepBytes) break
      for (const old of segments.splice(0, segments.indexOf(base))) {
        leftOver.push(old.path)
        const size = sizes.get(old) ?? 0
        ;[all, freed] = [all - size, freed + size]
      }
    }
    await clearAway()
    return freed
  }

  async function clearAway(): Promise<void> {
    if (readers > 0 || leftOver.length === 0) return
    for (const path of leftOver.splice(0)) await rm(path, { force: true })
    await syncFolder(dir)
  }

  return {
    dir,
    append: (lines) => enqueue({ text: lines.join('') }),
    beginRun(opening) {
      runNumber++
      runOpening = opening
      return enqueue({ text: '', begins: { what: 'run', opening } })
    },
    async beginSegment(opening) {
      let begun: SegmentPlace | undefined
      const told = enqueue({ text: '', begins: { what: 'segment', opening } }).then(() => void (begun = place()))
      await told
      return begun!
    },
    get run() {
      return { number: runNumber, opening: runOpening }
    },
    runs() {
      const numbers = new Set(segments.map(({ place: { run } }) => run))
      const kept = [...numbers].filter((number) => number !== runNumber)
      return [
        ...kept.map((number) => ({ number, opening: openingOf(number) })),
        { number: runNumber, opening: numbers.has(runNumber) ? openingOf(runNumber) : runOpening },
      ]
    },
    bases: () =>
      segments
        .filter(({ header }) => header.isBase)
        .map(({ place: at, header: { opening } }) => ({ place: at, opening })),
    closed: () => segments.slice(0, -1),
    async *lines(run, fromSegment = 1) {
      readers++
      try {
        const read = segments.filter((one) => one.place.run === run && one.place.segment >= fromSegment)
        yield* linesOf(
          read.map((one) => one.path),
          durableBytes,
        )
      } finally {
        readers--
        await clearAway()
      }
    },
    async replaced(at, path) {
      const i = segments.findIndex((one) => bySegmentPlace(one.place, at) === 0)
      const old = segments[i]
      if (!old) return
      segments[i] = { ...old, path }
      leftOver.push(old.path)
      await clearAway()
    },
    retain,
    get failure() {
      return failure
    },
    async close() {
      await enqueue({ text: '' }).catch(() => undefined)
      await working
      await writer.close()
    },
  }
}

const following = ({ run, segment }: SegmentPlace): SegmentPlace => ({ run, segment: segment + 1 })

/** The segments there are; only the last can be torn, as each is durable before the next begins. */
async function mendedSegments(
  dir: string,
  { mended, storeId }: FrameLogOptions,
): Promise<{ segments: Segment[]; bytes: number | undefined }> {
  const names = await readdir(dir)
  const packed = new Set(names.flatMap((name) => (segmentPlace(name, 'jsonl.gz') ? [name] : [])))
  // A thinned segment is whole from the moment it has its name: what it was made of is left over.
  for (const name of names) if (packed.has(`${name}.gz`)) await rm(join(dir, name))
  const paths = names
    .filter((name) => segmentPlace(name, 'jsonl', 'jsonl.gz') && !packed.has(`${name}.gz`))
    .map((name) => ({ path: join(dir, name), place: segmentPlace(name, 'jsonl', 'jsonl.gz')! }))
    .sort((a, b) => bySegmentPlace(a.place, b.place))
  for (let last = paths.at(-1); last && !last.path.endsWith('.gz'); last = paths.at(-1)) {
    const { bytes, cutBytes } = await mendSegment(last.path)
    if (cutBytes > 0) mended?.(last.path, cutBytes)
    if (bytes !== undefined) return { segments: await withHeaders(paths, storeId), bytes }
    paths.pop()
  }
  return { segments: await withHeaders(paths, storeId), bytes: undefined }
}

/** One file after the other: there may be thousands. */
async function withHeaders(
  found: readonly { readonly path: string; readonly place: SegmentPlace }[],
  storeId: string,
): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const { path, place } of found) segments.push({ path, place, header: await headerIn(path, place, storeId) })
  return segments
}

async function headerIn(path: string, place: SegmentPlace, storeId: string): Promise<SegmentHeader> {
  const header = readHeader(await firstLine(path), place, path)
  if (header.storeId !== storeId) throw FrameLogForeign({ path, found: header.storeId, storeId })
  return header
}

function readHeader(text: string, place: SegmentPlace, path: string): SegmentHeader {
  try {
    return readSegmentHeader(text, place)
  } catch (error) {
    throw FrameLogUnreadable({ path }, error)
  }
}

async function firstLine(path: string): Promise<string> {
  for await (const [line] of linesOf([path], () => Promise.resolve(Number.POSITIVE_INFINITY), true))
    if (line) return line
  return ''
}

const hourOf = (ms: number): number => Math.floor(ms / 3_600_000)
