import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KillReport } from '../kill/kill-run.ts'
import type { CaughtBug, PlayedDay } from '../run-days.ts'

/** Over all days: how often everything happened that they are about. */
export function totals(days: readonly PlayedDay[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const { seen } of days) for (const [what, times] of Object.entries(seen)) all[what] = (all[what] ?? 0) + times
  return all
}

/** One day in full. Nothing in it depends on the machine or the hour. */
export const dayText = ({ seed, kind, hours, sessions, digest, seen, violations }: PlayedDay): string =>
  [
    `day ${seed} (${kind}): ${hours.toFixed(2)} h open, ${sessions} sessions, ${violations.length === 0 ? 'every invariant holds' : 'BROKEN'}`,
    ...Object.entries(seen).map(([what, times]) => `  ${what.padEnd(20)} ${times}`),
    `  digest ${digest}`,
    ...violations.map(({ invariant, what }) => `  ${invariant}: ${what}`),
  ].join('\n')

const SHOWN = 5

export const failureText = ({ seed, violations }: PlayedDay): string =>
  [
    `day ${seed} broke ${violations.length} times; replay: npm run chaos -- --seed ${seed}`,
    ...violations.slice(0, SHOWN).map(({ invariant, what }) => `  ${invariant}: ${what}`),
  ].join('\n')

export function hoursText(days: readonly PlayedDay[], tookMs: number): string {
  const hours = sum(days.map((day) => day.hours))
  const engine = days.filter(({ kind }) => kind === 'engine')
  const broken = days.filter(({ violations }) => violations.length > 0)
  return [
    `${hours.toFixed(1)} store hours in ${days.length} days, ${sum(days.map(({ sessions }) => sessions))} sessions; ` +
      `${engine.length} of the days (${sum(engine.map((day) => day.hours)).toFixed(2)} h) with the whole engine`,
    `${(tookMs / 1_000).toFixed(1)} s: ${Math.round((hours * 3_600_000) / tookMs)} times as fast as the clock`,
    ...Object.entries(totals(days)).map(([what, times]) => `  ${what.padEnd(20)} ${times}`),
    broken.length === 0 ? 'I1 to I10 hold after every day' : `${broken.length} DAYS BROKE AN INVARIANT`,
    ...broken.map(failureText),
  ].join('\n')
}

export const bugText = ({ bug, afterHours, brokenInvariants, example }: CaughtBug): string =>
  afterHours === undefined
    ? `${bug.padEnd(28)} MISSED`
    : `${bug.padEnd(28)} after ${String(afterHours).padStart(3)} h by ${brokenInvariants.join(', ').padEnd(14)} ${example ?? ''}`

export const killText = (report: KillReport, database: string): string =>
  [
    `${report.kills} kills of the server on ${database}, ${report.bankKills} of the bank; ${report.visits} visits, ${report.sessions} sessions: ` +
      Object.entries(report.ends)
        .map(([end, times]) => `${times} ${end}`)
        .join(', '),
    `the bank's books: ${report.capturedMinor} captured, ${report.refundedMinor} given back`,
    `${report.replayed} receipts held against the frame log, replayed`,
    ...Object.entries(report.errors).map(([what, times]) => `  logged ${times} times: ${what}`),
    report.broken.length === 0 ? 'captures are receipts less refunds, to the cent' : 'BROKEN',
    ...report.broken.map(({ invariant, what }) => `  ${invariant}: ${what}`),
  ].join('\n')

export function keep(outDir: string, name: string, text: string, json: object): void {
  mkdirSync(outDir, { recursive: true })
  writeFileSync(join(outDir, `${name}.txt`), `${text}\n`)
  writeFileSync(join(outDir, `${name}.json`), `${JSON.stringify(json, null, 2)}\n`)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
