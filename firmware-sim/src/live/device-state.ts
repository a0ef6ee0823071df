import type { DeviceBatch, DeviceHeartbeat, DeviceHello } from '@store/contract/device.ts'

/** One message as it goes over the wire: trace form without `at`, `device` and `seq`. */
export type DeviceMessage = DeviceBatch['messages'][number]

/** How a device talks: how much it keeps, how often it sends, how long it waits. */
export interface LinkPolicy {
  /** Kept while there is no acknowledgement; beyond it the oldest is dropped, and declared [LV4]. */
  readonly mostKept: number
  readonly mostPerBatch: number
  /** A batch is one WebSocket message, and a server closes the connection over one that is too large. */
  readonly mostBytesPerBatch: number
  readonly batchEveryMs: number
  readonly beatEveryMs: number
  /** An answer that has not come by then is not waited for any longer; what it was about is sent again. */
  readonly answerWithinMs: number
  /** After a refusal, or an answer that acknowledged nothing. */
  readonly pauseMs: number
  readonly reconnectMs: { readonly first: number; readonly most: number }
}

/** Ten minutes of a tracker, or twice that of a shelf, in a few megabytes. */
export const usualLink: LinkPolicy = {
  mostKept: 10_000,
  mostPerBatch: 500,
  mostBytesPerBatch: 200_000,
  batchEveryMs: 100,
  beatEveryMs: 1_000,
  answerWithinMs: 5_000,
  pauseMs: 1_000,
  reconnectMs: { first: 250, most: 5_000 },
}

/** What the device wants done next. Each request carries a ticket, by which its answer is given back. */
export type Wish =
  | { readonly do: 'connect' }
  | { readonly do: 'hello'; readonly ticket: number; readonly request: DeviceHello }
  | { readonly do: 'send'; readonly ticket: number; readonly request: DeviceBatch }
  | { readonly do: 'beat'; readonly ticket: number; readonly request: DeviceHeartbeat }

export interface LinkCounts {
  readonly said: number
  readonly acked: number
  /** Dropped unacknowledged because the memory was full. */
  readonly dropped: number
  /** Messages that went out more than once. */
  readonly resent: number
  readonly connections: number
  readonly refusals: number
}

/**
 * One run of a device's firmware, without its socket: numbers what it says, keeps it until the store has it for good, and
 * decides what to send when. Instants are the caller's, and only their differences matter.
 */
export interface DeviceState {
  /** Takes a message into the buffer under the next sequence number. */
  say(message: DeviceMessage): void
  /** Nothing captured before this is still unsaid. */
  capturedUntil(capturedMs: number): void
  /** What is to be done now. Ask often: batches and heartbeats are due by the clock. */
  due(nowMs: number): Wish[]
  connected(nowMs: number): void
  disconnected(nowMs: number): void
  welcomed(ticket: number, nextSeq: number, nowMs: number): void
  acked(ticket: number, upTo: number, nowMs: number): void
  refused(ticket: number, nowMs: number): void
  gapRequested(boot: string, from: number, to: number): void
  readonly isWelcome: boolean
  readonly waiting: number
  readonly counts: LinkCounts
}

/** Where the conversation stands. `hello` is asked anew after every connection [LV2]. */
type Talk =
  | { readonly at: 'offline'; readonly againMs: number }
  | { readonly at: 'connecting' }
  | { readonly at: 'greeting'; readonly asked: Asked | undefined; readonly notBeforeMs: number }
  | { readonly at: 'welcome' }

interface Asked {
  readonly ticket: number
  readonly sinceMs: number
}

interface Batch extends Asked {
  readonly to: number
}

interface Kept {
  readonly message: DeviceMessage
  readonly bytes: number
}

export function deviceState(boot: string, policy: LinkPolicy = usualLink): DeviceState {
  const kept: Kept[] = []
  /** Number of the oldest kept message; of the next one to be said if none is kept. */
  let oldest = 1
  /** The next to be sent. Everything from `oldest` to here is on its way. */
  let next = 1
  /** Everything before was sent at least once. */
  let fresh = 1
  let talk: Talk = { at: 'offline', againMs: Number.NEGATIVE_INFINITY }
  let tries = 0
  let batch: Batch | undefined
  let beat: Asked | undefined
  let lastBatchMs = Number.NEGATIVE_INFINITY
  let lastBeatMs = Number.NEGATIVE_INFINITY
  let pausedUntilMs = Number.NEGATIVE_INFINITY
  let capturedMs: number | undefined
  let tickets = 0
  const counts = { said: 0, acked: 0, dropped: 0, resent: 0, connections: 0, refusals: 0 }

  const lastSeq = (): number => oldest + kept.length - 1

  function say(message: DeviceMessage): void {
    kept.push({ message, bytes: JSON.stringify(message).length })
    counts.said++
    if (kept.length <= policy.mostKept) return
    const excess = kept.length - policy.mostKept
    kept.splice(0, excess)
    oldest += excess
    next = Math.max(next, oldest)
    counts.dropped += excess
  }

  function forgetBefore(seq: number): void {
    const known = Math.min(seq, lastSeq() + 1)
    if (known <= oldest) return
    kept.splice(0, known - oldest)
    counts.acked += known - oldest
    oldest = known
    next = Math.max(next, oldest)
    fresh = Math.max(fresh, oldest)
  }

  function due(nowMs: number): Wish[] {
    switch (talk.at) {
      case 'offline':
        if (nowMs < talk.againMs) return []
        talk = { at: 'connecting' }
        return [{ do: 'connect' }]
      case 'connecting':
        return []
      case 'greeting': {
        const { asked, notBeforeMs } = talk
        const isAnswerDue = asked !== undefined && nowMs - asked.sinceMs < policy.answerWithinMs
        if (isAnswerDue || nowMs < notBeforeMs) return []
        const ticket = ++tickets
        talk = { at: 'greeting', asked: { ticket, sinceMs: nowMs }, notBeforeMs }
        return [{ do: 'hello', ticket, request: { boot } }]
      }
      case 'welcome':
        return [...dueBatch(nowMs), ...dueBeat(nowMs)]
    }
  }

  /** One batch at a time: an answer that stays out sends the device back to what is not acknowledged [LV3]. */
  function dueBatch(nowMs: number): Wish[] {
    if (batch !== undefined) {
      if (nowMs - batch.sinceMs < policy.answerWithinMs) return []
      batch = undefined
      next = oldest
    }
    if (nowMs < pausedUntilMs || nowMs - lastBatchMs < policy.batchEveryMs || next > lastSeq()) return []
    const from = next
    const messages = batchFrom(from - oldest)
    next = from + messages.length
    counts.resent += Math.max(0, Math.min(fresh, next) - from)
    fresh = Math.max(fresh, next)
    batch = { ticket: ++tickets, sinceMs: nowMs, to: next - 1 }
    lastBatchMs = nowMs
    // Said only where there is something to declare: what is missing before it was dropped and will not come [LV4].
    const declared = counts.dropped > 0 ? { oldest } : {}
    return [{ do: 'send', ticket: batch.ticket, request: { boot, from, messages, ...declared } }]
  }

  function batchFrom(index: number): DeviceMessage[] {
    const messages: DeviceMessage[] = []
    let bytes = 0
    for (const one of kept.slice(index, index + policy.mostPerBatch)) {
      bytes += one.bytes
      if (messages.length > 0 && bytes > policy.mostBytesPerBatch) break
      messages.push(one.message)
    }
    return messages
  }

  function dueBeat(nowMs: number): Wish[] {
    if (beat !== undefined && nowMs - beat.sinceMs >= policy.answerWithinMs) beat = undefined
    if (capturedMs === undefined || beat !== undefined || nowMs - lastBeatMs < policy.beatEveryMs) return []
    lastBeatMs = nowMs
    beat = { ticket: ++tickets, sinceMs: nowMs }
    return [{ do: 'beat', ticket: beat.ticket, request: { boot, lastSeq: lastSeq(), capturedMs } }]
  }

  function welcomed(ticket: number, nextSeq: number): void {
    if (talk.at !== 'greeting' || talk.asked?.ticket !== ticket) return
    talk = { at: 'welcome' }
    tries = 0
    forgetBefore(nextSeq)
    next = oldest
  }

  function acked(ticket: number, upTo: number, nowMs: number): void {
    const isOfBatch = batch?.ticket === ticket
    const before = oldest
    forgetBefore(upTo + 1)
    if (beat?.ticket === ticket) beat = undefined
    if (!isOfBatch) return
    const { to } = batch!
    batch = undefined
    if (upTo >= to) return
    next = oldest
    if (oldest === before) pausedUntilMs = nowMs + policy.pauseMs
  }

  function refused(ticket: number, nowMs: number): void {
    counts.refusals++
    pausedUntilMs = nowMs + policy.pauseMs
    if (beat?.ticket === ticket) beat = undefined
    if (talk.at === 'greeting' && talk.asked?.ticket === ticket)
      talk = { at: 'greeting', asked: undefined, notBeforeMs: nowMs + policy.pauseMs }
    if (batch?.ticket !== ticket) return
    batch = undefined
    next = oldest
  }

  return {
    say,
    due,
    welcomed,
    acked,
    refused,
    capturedUntil: (ms) => void (capturedMs = Math.max(capturedMs ?? ms, ms)),
    connected() {
      counts.connections++
      talk = { at: 'greeting', asked: undefined, notBeforeMs: Number.NEGATIVE_INFINITY }
    },
    disconnected(nowMs) {
      const waitMs = Math.min(policy.reconnectMs.most, policy.reconnectMs.first * 2 ** tries++)
      talk = { at: 'offline', againMs: nowMs + waitMs }
      batch = undefined
      beat = undefined
    },
    // Whatever is not acknowledged is sent again anyhow; who is asked for it does not wait until then.
    gapRequested(asked, from, to) {
      if (asked !== boot || to < oldest) return
      pausedUntilMs = Number.NEGATIVE_INFINITY
      if (batch === undefined) next = Math.min(next, Math.max(oldest, from))
    },
    get isWelcome() {
      return talk.at === 'welcome'
    },
    get waiting() {
      return kept.length
    },
    counts,
  }
}
