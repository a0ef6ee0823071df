import { ReceiptList } from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import { liveScenarios } from '@store/firmware-sim/live/live-scenarios.ts'
import { startLive, type LiveOptions, type LiveProgress, type LiveRun } from '@store/firmware-sim/live/run-live.ts'
import { BookEntry } from '@store/sandbox-bank/books.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { StoreProcess } from './store-process.ts'

export interface LiveDay {
  readonly run: LiveRun
  readonly news: readonly LiveProgress[]
  /** The devices are greeted. */
  readonly isOpen: boolean
  stop(): Promise<void>
}

/** A scenario's devices and people, in real time, against a real store. */
export function liveDay(
  { url, keys, store }: StoreProcess,
  scenarioName: string,
  options: Pick<LiveOptions, 'seed' | 'shoppers' | 'failSafeMs'>,
): LiveDay {
  const scenario = liveScenarios.find(({ name }) => name === scenarioName)
  if (!scenario) throw new RangeError(`No scenario ${scenarioName}`)
  const news: LiveProgress[] = []
  const stopping = new AbortController()
  const run = startLive({
    store: { layout: store.layout, products: store.catalog.products, facings: store.planogram.facings },
    scenario,
    ...options,
    speed: 1,
    serverUrl: url,
    deviceKeys: keys,
    now: Date.now,
    schedule(task, afterMs) {
      const timer = setTimeout(task, afterMs)
      return () => clearTimeout(timer)
    },
    signal: stopping.signal,
    onProgress: (progress) => news.push(progress),
  })
  return {
    run,
    news,
    get isOpen() {
      return news.some(({ what }) => what === 'ready')
    },
    async stop() {
      stopping.abort()
      await run.report
    },
  }
}

/** Waits until `find` finds something; the error says what was waited for. */
export async function soon<T>(
  what: string,
  withinMs: number,
  find: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  for (const untilMs = Date.now() + withinMs; Date.now() < untilMs; await sleep(50)) {
    const found = await find()
    if (found !== undefined) return found
  }
  throw new Error(`Waited ${withinMs} ms in vain for ${what}`)
}

const SETTLED = new Set(['charged', 'nothing-to-pay'])

/** A shopper's one receipt, once it is paid; from the API, as the phone reads it. */
export const paidReceipt = (store: StoreProcess, shopper: string): Promise<Visit> =>
  soon(`a paid receipt of ${shopper}`, 60_000, async () => {
    const headers = { authorization: `Bearer ${store.tokenOf(shopper)}` }
    const response = await fetch(`${store.url}/api/receipts`, { headers })
    const { receipts } = ReceiptList.parse(await response.json())
    return receipts.find(({ status, payment }) => status === 'sealed' && SETTLED.has(payment))
  })

export const unitsOf = (lines: readonly { readonly gtin: string; readonly quantity: number }[]): [string, number][] =>
  lines.map(({ gtin, quantity }): [string, number] => [gtin, quantity]).sort(([a], [b]) => (a < b ? -1 : 1))

/** What the bank did, in order. */
export async function bankEntries({ bankUrl }: StoreProcess): Promise<BookEntry[]> {
  const response = await fetch(`${bankUrl}/sandbox/books`)
  return z.looseObject({ entries: z.array(BookEntry) }).parse(await response.json()).entries
}

/** The frames of one visit, as staff export them. */
export async function* exportedVisit({ url, staffToken }: StoreProcess, visitId: string): AsyncGenerator<string> {
  const response = await fetch(`${url}/api/traces?session=${encodeURIComponent(visitId)}`, {
    headers: { authorization: `Bearer ${staffToken}` },
  })
  if (!response.ok || !response.body) throw new Error(`No trace: ${response.status} ${await response.text()}`)
  const decoder = new TextDecoder()
  for await (const bytes of response.body) yield decoder.decode(bytes, { stream: true })
}
