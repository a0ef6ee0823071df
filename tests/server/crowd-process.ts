import { liveDevices, type LiveDevice } from '@store/firmware-sim/live/devices.ts'
import { weathers } from '@store/firmware-sim/weather.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import { fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'

export interface CrowdWanted {
  readonly serverUrl: string
  readonly storeDir: string
  readonly keys: Readonly<Record<string, string>>
  readonly seed: number
  /** How many come in each round, and how many things each of them does, on average. */
  readonly people: number
  readonly picks: number
}

export type CrowdNews =
  | { readonly what: 'ready' }
  | { readonly what: 'trouble'; readonly sentence: string }
  | { readonly what: 'entered' | 'left'; readonly shopper: string }
  | CrowdOver

export interface CrowdOver {
  readonly what: 'over'
  /** Messages of all devices. */
  readonly said: number
  readonly unsent: number
  readonly dropped: number
  readonly resent: number
  /** Exit doors that nobody opened in time. */
  readonly failSafe: number
  /** What simulating it took. */
  readonly cpuMs: number
}

export interface Crowd {
  readonly inside: number
  readonly troubles: readonly string[]
  /** Ends it at once, with people still inside. */
  stop(): Promise<CrowdOver>
}

/** The devices that a crowd's store needs. */
export const crowdDevices = (layout: StoreLayout): LiveDevice[] => liveDevices(layout, weathers.real.rfid !== undefined)

/** Answers when every device is greeted. */
export async function openCrowd(wanted: CrowdWanted, entered: (shopper: string) => void): Promise<Crowd> {
  const child = fork(join(import.meta.dirname, 'crowd.ts'), { execArgv: ['--import', 'tsx'] })
  const told = new EventEmitter<{ ready: []; over: [CrowdOver]; error: [Error] }>()
  const troubles: string[] = []
  let inside = 0
  child.on('message', (news: CrowdNews) => {
    if (news.what === 'entered') {
      inside++
      entered(news.shopper)
    } else if (news.what === 'left') inside--
    else if (news.what === 'trouble') troubles.push(news.sentence)
    else if (news.what === 'over') told.emit('over', news)
    else told.emit('ready')
  })
  child.once('exit', (code) => {
    if (code !== 0) told.emit('error', new Error(`The crowd ended with ${code}`))
  })
  child.send(wanted)
  await once(told, 'ready')
  told.on('error', ({ message }) => troubles.push(message))
  return {
    get inside() {
      return inside
    },
    troubles,
    async stop() {
      const over = new Promise<CrowdOver>((resolve) => told.once('over', resolve))
      child.send('stop')
      return over
    },
  }
}
