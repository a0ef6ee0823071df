import { setTimeout as sleep } from 'node:timers/promises'
import { deviceSocket } from '../../../tests/server/device-socket.ts'
import type { StoreProcess } from '../../../tests/server/store-process.ts'
import { waitsFigure, type Figure } from './figure.ts'
import { withStore } from './with-store.ts'

const SCANS_PER_SECOND = 50
const MOST_MS = 150
/** Scans before these, so that what is measured is not the compiler's work. */
const WARM_UP_SECONDS = 4

/**
 * From the gate's `pass:scan` leaving its socket to the verdict that opens the door, fifty a second, whether the last one
 * was answered or not. Each is of another shopper, with a pass of their own: signature, pass table, account, hold at the
 * bank (50 ms of it), frame log.
 */
export async function gateScans(seconds: number): Promise<Figure[]> {
  const wanted = {
    devices: [{ id: 'entry', kind: 'gate' as const }],
    shoppers: (WARM_UP_SECONDS + seconds) * SCANS_PER_SECOND,
    environment: { CAPACITY: '100000', LOG_LEVEL: 'info' },
  }
  return withStore(wanted, async (store) => {
    const waits = await scans(store)
    const measured = waits.slice(WARM_UP_SECONDS * SCANS_PER_SECOND)
    return [waitsFigure(`gate scan to answer, ${SCANS_PER_SECOND} scans/s`, MOST_MS, measured)]
  })
}

async function scans(store: StoreProcess): Promise<number[]> {
  const gate = await deviceSocket(store.url, 'entry', store.keys['entry']!)
  await gate.hello()
  const startedMs = performance.now()
  const waits = await Promise.all(
    store.shoppers.map(async (shopper, i) => {
      await sleep(startedMs + (i * 1_000) / SCANS_PER_SECOND - performance.now())
      const pass = store.pass(shopper)
      const sentMs = performance.now()
      const answer = await gate.scan('entry', pass)
      if (!answer.ok || !answer.value.open) throw new Error(`The gate stayed shut: ${JSON.stringify(answer)}`)
      return performance.now() - sentMs
    }),
  )
  gate.socket.disconnect()
  return waits
}
