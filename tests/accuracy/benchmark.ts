import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BadArguments, type AskedRun } from './arguments.ts'
import { keep } from './keep.ts'
import { named, playAll } from './pool.ts'
import { confusionTable, suiteTable } from './report/console.ts'
import { htmlReport } from './report/html.ts'
import { resultsJson } from './report/json.ts'
import { fallen } from './score/floors.ts'
import { summaryOf } from './score/summary.ts'
import { suites } from './suites/all-suites.ts'
import type { Suite } from './suites/suite.ts'
import type { Task } from './worker.ts'

/** Plays what was asked for, prints the tables and writes the reports. Answers the exit code. */
export async function run(asked: AskedRun): Promise<number> {
  const chosen = choose(asked.suites)
  for (const { name, missing } of chosen) if (missing !== undefined) console.log(`Left out: ${name}, ${missing}.`)
  const here = chosen.filter(({ missing }) => missing === undefined)
  const tasks = here.flatMap((suite) => seedsOf(suite, asked).map((seed): Task => taskOf(suite, seed, asked)))
  if (asked.keepDir !== undefined) await keepAll(tasks, asked.keepDir)

  const replies = await playAll(tasks, asked.jobs, ({ task }, done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done}/${tasks.length} ${named(task)}`)
  })
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  const results = replies.flatMap((reply) => ('result' in reply ? [reply.result] : []))
  const failures = replies.flatMap((reply) => ('failure' in reply ? [reply] : []))
  const bySuite = here
    .map((suite) => ({ suite, summary: summaryOf(results.filter((result) => result.suite === suite.name)) }))
    .filter(({ summary }) => summary.cases > 0)
  const all = summaryOf(results)
  const peakBytes = Math.max(0, ...replies.map((reply) => ('peakBytes' in reply ? reply.peakBytes : 0)))
  mkdirSync(asked.outDir, { recursive: true })
  const everything = { bySuite, all, results, peakBytes }
  const left = chosen.flatMap(({ name, missing }) => (missing === undefined ? [] : [`${name} ${missing}`]))
  writeFileSync(join(asked.outDir, 'results.json'), resultsJson(everything))
  writeFileSync(join(asked.outDir, 'report.html'), htmlReport(everything, left))

  console.log(suiteTable(bySuite, all))
  console.log(`\n${confusionTable(all)}`)
  console.log(
    `\nAny row again: npm run accuracy -- --suite NAME --seed N --keep DIR. Plots: ${join(asked.outDir, 'report.html')}.`,
  )
  for (const { task, failure } of failures) console.error(`${named(task)} broke: ${failure}`)
  // A single suite may well lie below what everything together must reach.
  const below = asked.isQuick && asked.suites.length === 0 ? fallen(bySuite, all) : []
  for (const floor of below) console.error(`Below the floor: ${floor}`)
  return failures.length > 0 || below.length > 0 ? 1 : 0
}

function choose(names: readonly string[]): readonly Suite[] {
  if (names.length === 0) return suites
  for (const wanted of names)
    if (!suites.some(({ name }) => fits(name, wanted)))
      throw BadArguments({ problem: `There is no suite "${wanted}"; --list names them` })
  return suites.filter(({ name }) => names.some((wanted) => fits(name, wanted)))
}

const fits = (name: string, wanted: string): boolean =>
  wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted

function seedsOf({ seeds }: Suite, { seed, seeds: asked, isQuick }: AskedRun): number[] {
  if (seed !== undefined) return [seed]
  // Recordings are as many as there are: another seed would play one of them again.
  const count = Math.min(asked ?? (isQuick ? seeds.quick : seeds.full), seeds.most ?? Number.POSITIVE_INFINITY)
  return Array.from({ length: count }, (_, i) => i + 1)
}

/** The curve is played where it is most telling: every threshold is a run of its own. */
const taskOf = (suite: Suite, seed: number, { hasCurve }: AskedRun): Task => ({
  suite: suite.name,
  seed,
  thresholds: hasCurve && suite.group === 'required' && seed <= CURVE_SEEDS ? THRESHOLDS : [],
})

const CURVE_SEEDS = 6
const THRESHOLDS = [0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 0.98]

async function keepAll(tasks: readonly Task[], dir: string): Promise<void> {
  for (const { suite: name, seed } of tasks) {
    const path = await keep(dir, name, seed, await suites.find((suite) => suite.name === name)!.make(seed))
    console.log(`Kept: npm run --silent replay -- ${path} --truth --explain`)
  }
}
