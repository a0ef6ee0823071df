import { Client } from 'pg'

export interface ListenOptions {
  readonly url: string
  /** An event of any process is stored at this position. */
  readonly heardOf: (position: number) => void
  /** The highest position now. */
  readonly look: () => Promise<number>
  readonly policy?: ListenPolicy
}

export interface ListenPolicy {
  /** Without news, it is looked for so often all the same: a word of PostgreSQL's may be lost with its connection. */
  readonly lookMs: number
  /** A connection that broke is made anew after this; until it stands, it is looked for news so often. */
  readonly againMs: number
}

export const listenPolicy: ListenPolicy = { lookMs: 5_000, againMs: 500 }

/** The channel on which a trigger names the position of whatever was stored. */
const CHANNEL = 'stored_events'

/** Hears of events that other processes store, within milliseconds of their commit [DB20]. Answers how to stop. */
export function listenForEvents({ url, heardOf, look, policy = listenPolicy }: ListenOptions): () => Promise<void> {
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isListening = false
  let isStopped = false

  async function connect(): Promise<void> {
    const fresh = new Client({ connectionString: url })
    fresh.on('error', () => lost(fresh))
    fresh.on('end', () => lost(fresh))
    fresh.on('notification', ({ payload }) => heardOf(Number(payload)))
    await fresh.connect()
    await fresh.query(`LISTEN ${CHANNEL}`)
    if (isStopped) return fresh.end()
    client = fresh
    isListening = true
  }

  function lost(which: Client): void {
    if (client !== which) return
    client = undefined
    isListening = false
    again()
  }

  /** Also right after a connection stands: what was stored before then was told to nobody. */
  async function round(): Promise<void> {
    if (!isListening) await connect().catch(() => undefined)
    await look().then(heardOf, () => undefined)
    again()
  }

  function again(): void {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(() => void round(), isListening ? policy.lookMs : policy.againMs)
    // It keeps no process alive.
    timer.unref()
  }

  void round()
  return async () => {
    isStopped = true
    clearTimeout(timer)
    const open = client
    client = undefined
    await open?.end().catch(() => undefined)
  }
}
