import type { EntryPass } from '@store/contract/http.ts'
import { isSignedOut, type Outcome, type Trouble } from '@store/store-line/trouble.ts'
import { changing, type Watched } from '@store/store-line/watched.ts'

/** What the gate may be shown. Instants are on this phone's clock. */
export type PassOnHand =
  | { readonly status: 'asking' }
  | {
      readonly status: 'valid'
      readonly pass: string
      readonly shownFromMs: number
      readonly renewAtMs: number
      readonly expiresAtMs: number
      /** The next one could not be had: this is the last, and for how long is the question. */
      readonly trouble?: Trouble
    }
  | { readonly status: 'none'; readonly trouble: Trouble }

export interface EntryPassKeeper extends Watched<PassOnHand> {
  /** Another number of people needs another pass; the old one is hidden at once, it would let in the wrong number. */
  admit(party: number): void
  /** The phone woke up, or the network came back: do now what time has made due. */
  wake(): void
  /** The pass on hand was read by a gate that stayed shut: it opens none any more. */
  spent(): void
  close(): void
}

/** After a failed renewal. The last pass lives 10 s longer than its renewal, so there are several attempts. */
const TRY_AGAIN_MS = 2_500
/** The store said no. It may say yes later, when somebody has left or a card works again; not within seconds. */
const ASK_AGAIN_MS = 15_000
/** Somebody taps "+" three times: one request, not three. */
const PARTY_SETTLES_MS = 250

/**
 * Always has a fresh entry pass, or says why not. Only how long a pass lives is taken from the server; it starts when
 * it was asked for, on the phone's own clock, which may be hours wrong [SA4].
 */
export function entryPassKeeper(
  ask: (party: number) => Promise<Outcome<EntryPass>>,
  now: () => number,
  party = 1,
): EntryPassKeeper {
  const onHand = changing<PassOnHand>({ status: 'asking' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let nextAskAtMs = 0
  /** Counts the questions: an answer to any but the latest is for another party, or for nobody. */
  let questions = 0
  void renew()

  async function renew(): Promise<void> {
    const mine = ++questions
    const askedAtMs = now()
    const last = onHand.get()
    askAt(Number.POSITIVE_INFINITY, last.status === 'valid' ? last.expiresAtMs : undefined)
    const outcome = await ask(party)
    if (mine !== questions) return
    if (outcome.ok) {
      const issuedAtMs = Date.parse(outcome.value.issuedAt)
      const onThisClock = (instant: string) => askedAtMs + Date.parse(instant) - issuedAtMs
      const [renewAtMs, expiresAtMs] = [onThisClock(outcome.value.renewAt), onThisClock(outcome.value.expiresAt)]
      const { pass } = outcome.value
      onHand.set({ status: 'valid', pass, shownFromMs: askedAtMs, renewAtMs, expiresAtMs })
      askAt(renewAtMs)
      return
    }
    failed(outcome.trouble)
  }

  function failed(trouble: Trouble): void {
    const last = onHand.get()
    // A refusal is an answer: the gate would say the same. Silence is none, and the last pass may still open it [SA5].
    const isRefusal = trouble.kind === 'problem' && trouble.problem.status < 500
    const isUsable = last.status === 'valid' && now() < last.expiresAtMs && !isRefusal
    onHand.set(isUsable ? { ...last, trouble } : { status: 'none', trouble })
    if (isSignedOut(trouble)) return
    askAt(now() + (isRefusal ? ASK_AGAIN_MS : TRY_AGAIN_MS), isUsable ? last.expiresAtMs : undefined)
  }

  /** Waits for the next question, or for the end of the pass on the screen, whichever comes first. */
  function askAt(atMs: number, expiresAtMs = Number.POSITIVE_INFINITY): void {
    nextAskAtMs = atMs
    clearTimeout(timer)
    const dueAtMs = Math.min(atMs, expiresAtMs)
    if (dueAtMs < Number.POSITIVE_INFINITY) timer = setTimeout(due, Math.max(0, dueAtMs - now()))
  }

  function due(): void {
    const current = onHand.get()
    if (current.status === 'valid' && now() >= current.expiresAtMs)
      onHand.set(current.trouble ? { status: 'none', trouble: current.trouble } : { status: 'asking' })
    if (now() >= nextAskAtMs) void renew()
    else askAt(nextAskAtMs)
  }

  return {
    get: onHand.get,
    watch: onHand.watch,
    admit(next) {
      if (next === party) return
      party = next
      questions++
      onHand.set({ status: 'asking' })
      askAt(now() + PARTY_SETTLES_MS)
    },
    wake() {
      clearTimeout(timer)
      const current = onHand.get()
      const isTroubled = current.status === 'none' || (current.status === 'valid' && current.trouble !== undefined)
      const isAsking = nextAskAtMs === Number.POSITIVE_INFINITY
      if (isTroubled && !isAsking) nextAskAtMs = now()
      due()
    },
    spent() {
      // Told twice, by the gate's answer and by the store: one new pass is enough.
      if (onHand.get().status === 'asking') return
      questions++
      onHand.set({ status: 'asking' })
      askAt(now())
    },
    close() {
      questions++
      clearTimeout(timer)
    },
  }
}
