/**
 * `npm run bench`: how fast a replay is, against real time and against a reference that does no more than read. Both in
 * one process, in alternating rounds; medians count. Ends with 1 when a requirement is missed.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { nanostoreTraces, simulatedTrace } from './traces.ts'
import { play } from '../src/play.ts'
import { table } from '../src/report/table.ts'
import { referenceSum } from './reference.ts'

const ROUNDS = 7
const LEAST_REAL_TIME = 200
const MOST_OF_REFERENCE = 5

interface Measured {
  readonly name: string
  readonly traceMs: number
  /** Of all threads, so that what zlib does beside the main thread is not got for nothing: one core's time. */
  readonly replayCpuMs: number
  readonly replayMs: number
  readonly referenceMs: number
  /** A single run of the command, in a process that has compiled nothing yet. */
  readonly freshMs: number
}

const paths = nanostoreTraces() ?? [simulatedTrace()]
const measured: Measured[] = []
for (const path of paths) measured.push(await measure(path))

const all = measured.map((one) => ({
  name: one.name,
  realTime: realTimeOf(one),
  ratio: ratioOf(one),
  fresh: one.traceMs / one.freshMs,
}))
const worst = {
  realTime: Math.min(...all.map(({ realTime }) => realTime)),
  ratio: Math.max(...all.map(({ ratio }) => ratio)),
  fresh: Math.min(...all.map(({ fresh }) => fresh)),
}
const rows = all.map(({ name, realTime, ratio, fresh }) => [name, times(realTime), times(ratio, 2), times(fresh)])
const lines = table(
  [
    ['Trace', 'Real time', 'Reference', 'First run'],
    ...rows,
    ['Worst', times(worst.realTime), times(worst.ratio, 2), times(worst.fresh)],
    ['Required', `>= ${LEAST_REAL_TIME} x`, `<= ${MOST_OF_REFERENCE} x`, ''],
  ],
  0,
)
console.log(lines.join('\n'))
console.log(`
Real time: seconds of the trace per second of CPU time, all threads together.
Reference: wall time of a replay in wall times of a program that only unpacks,
parses every line, decodes the samples and sums them. Medians of ${ROUNDS} rounds,
alternating. First run: seconds of the trace per second of wall time of the
command, its start aside, when nothing is compiled yet.`)
const isMet = worst.realTime >= LEAST_REAL_TIME && worst.ratio <= MOST_OF_REFERENCE
if (!isMet) {
  console.error('A requirement is missed.')
  process.exitCode = 1
}

async function measure(path: string): Promise<Measured> {
  const { header, traceMs } = await play(path, undefined) // also warms up the compiler, as an hour of a store would
  referenceSum(path)
  const [cpu, wall, reference]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < ROUNDS; round++) {
    const replay = await timed(() => play(path, undefined))
    cpu.push(replay.cpuMs)
    wall.push(replay.wallMs)
    reference.push((await timed(() => referenceSum(path))).wallMs)
  }
  return {
    name: header.name,
    traceMs,
    replayCpuMs: medianOf(cpu),
    replayMs: medianOf(wall),
    referenceMs: medianOf(reference),
    freshMs: freshMsOf(path),
  }
}

async function timed(run: () => unknown): Promise<{ cpuMs: number; wallMs: number }> {
  const cpu = process.cpuUsage()
  const startedMs = performance.now()
  await run()
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedMs }
}

function freshMsOf(path: string): number {
  const main = join(import.meta.dirname, '../src/main.ts')
  const runs = [1, 2, 3].map(() => {
    const json = execFileSync(process.execPath, ['--import', 'tsx', main, path, '--json'], { encoding: 'utf8' })
    return Number(/"wallSeconds": ([\d.]+)/.exec(json)![1]) * 1000
  })
  return medianOf(runs)
}

function times(factor: number, digits = 0): string {
  return `${factor.toFixed(digits)} x`
}

function realTimeOf({ traceMs, replayCpuMs }: Measured): number {
  return traceMs / replayCpuMs
}

function ratioOf({ replayMs, referenceMs }: Measured): number {
  return replayMs / referenceMs
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}
