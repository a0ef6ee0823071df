/** Known bugs, planted one at a time where two parts of the product meet. Each must break an invariant, or the suite is not good enough. */
import { figuresOf } from '@store/charging/charge.ts'
import { assert } from '@store/kernel/assert.ts'
import { entryOf } from '@store/ledger/entry.ts'
import type { BankOutcome } from '@store/store-server/adapters/bank.ts'
import type { ChargePage, ChargeStore } from '@store/store-server/workers/charge-store.ts'
import { chargeBook } from '@store/store-server/workers/charge-store.ts'
import type { Seams } from '../world/server.ts'

export interface Bug {
  readonly name: string
  readonly about: string
  /** Anew for every day: what a bug remembers is of that day. */
  readonly plant: () => Seams
}

export const bugs: readonly Bug[] = [
  {
    name: 'key-per-attempt',
    about: 'every try of an operation has a key of its own',
    plant: () => {
      let attempts = 0
      const anew = <Order extends { readonly key: string }>(order: Order): Order => ({
        ...order,
        key: `${order.key}#${++attempts}`,
      })
      return {
        bank: (bank) => ({
          ...bank,
          authorize: (order) => bank.authorize(anew(order)),
          refund: (order) => bank.refund(anew(order)),
        }),
      }
    },
  },
  {
    name: 'ack-before-durable',
    about: 'devices are told to forget what is not on the disk yet',
    plant: () => ({
      log: (log) => ({
        async append(lines) {
          void log.append(lines)
        },
      }),
    }),
  },
  {
    name: 'webhook-taken-twice',
    about: 'a notice of money is believed and posted, each time that it comes',
    plant: () => ({
      notices: (box) => ({ ...box, add: async (notice) => (await box.add(notice)) || true }),
      told: (desk, store) => {
        const book = chargeBook(store, () => 0)
        return {
          async lookAgain(sessionId, key) {
            await desk.lookAgain(sessionId, key)
            const charge = await book.load(sessionId)
            if (!key.startsWith('capture') || charge.status === 'none') return
            const figures = figuresOf(charge)
            const taking = figures?.takings.find((one) => one.key === key)
            if (!taking) return
            const { length: version } = await store.read(sessionId)
            const about = { id: `notice/${key}`, at: 0, subject: sessionId, currency: charge.terms.currency }
            const entries = [entryOf('capture', taking.amountMinor, { ...about, payment: taking.providerRef })]
            await store.append({ ...(await openPage(store, sessionId)), version, events: [], entries })
          },
        }
      },
    }),
  },
  {
    name: 'apply-on-arrival',
    about: 'what devices say is applied in the order in which it happens to come',
    plant: () => ({ policy: { order: 'arrived' } }),
  },
  {
    name: 'forget-on-error',
    about: 'what the bank does not answer is dropped, and never asked about again',
    plant: () => ({
      charges: (store) => ({
        ...store,
        open: async () => (await store.open()).filter(({ state }) => state !== 'awaiting'),
      }),
      schedule: (schedule) => (afterMs, task) => (isRetry(afterMs) ? () => undefined : schedule(afterMs, task)),
    }),
  },
  {
    name: 'double-refund',
    about: 'a refund is sent again under another key, to be on the safe side',
    plant: () => ({
      bank: (bank) => ({
        ...bank,
        async refund(order) {
          const outcome = await bank.refund(order)
          if (outcome.kind === 'confirmed') await bank.refund({ ...order, key: `${order.key}-again` })
          return outcome
        },
      }),
    }),
  },
  {
    name: 'stale-writer',
    about: 'a server that another has taken over from goes on writing',
    plant: () => ({ isUnfenced: true }),
  },
  {
    name: 'lost-void',
    about: 'a hold is taken to be let go without the bank having been asked',
    plant: () => ({
      bank: (bank) => ({
        ...bank,
        void: async ({ providerRef }) => ({ kind: 'confirmed', providerRef, amountMinor: 0 }),
      }),
    }),
  },
  {
    name: 'captures-more',
    about: 'more is captured than was asked for, and nobody says so',
    plant: () => ({
      bank: (bank) => ({
        ...bank,
        async capture(order) {
          const more = await bank.capture({ ...order, amountMinor: order.amountMinor + 1 })
          return more.kind === 'confirmed' ? { ...more, amountMinor: order.amountMinor } : more
        },
      }),
    }),
  },
  {
    name: 'refund-to-the-wrong-charge',
    about: 'money goes back to whoever paid before',
    plant: () => {
      let before: string | undefined
      return {
        bank: (bank) => ({
          ...bank,
          async capture(order) {
            before ??= order.providerRef
            return bank.capture(order)
          },
          refund: (order) => bank.refund({ ...order, providerRef: before ?? order.providerRef }),
        }),
      }
    },
  },
  {
    name: 'settle-before-the-evidence',
    about: 'a visit is charged when its shopper leaves, with what is known by then',
    plant: () => ({
      exit: (exit) => ({
        ...exit,
        hear: (event) =>
          exit.hear(
            event.type === 'visit-changed' && event.visit.status === 'leaving'
              ? { ...event, visit: { ...event.visit, status: 'sealed' } }
              : event,
          ),
      }),
    }),
  },
  {
    name: 'two-visits-with-one-pass',
    about: 'a code that is read twice opens twice',
    plant: () => ({
      used: (used) => ({ ...used, use: async () => true }),
      visits: (visits) => ({ ...visits, isOpen: () => false }),
    }),
  },
  {
    name: 'posted-twice',
    about: 'a capture is posted to the ledger twice',
    plant: () => ({
      charges: (store) => ({
        ...store,
        append: (page) =>
          store.append({
            ...page,
            entries: page.entries.flatMap((entry) =>
              entry.kind === 'capture' ? [entry, { ...entry, id: `${entry.id}/2` }] : [entry],
            ),
          }),
      }),
    }),
  },
  {
    name: 'unknown-is-no',
    about: 'a bank that does not answer is taken to have declined',
    plant: () => ({
      bank: (bank) => ({
        ...bank,
        authorize: (order) => sure(bank.authorize(order)),
        capture: (order) => sure(bank.capture(order)),
      }),
    }),
  },
  {
    name: 'half-an-entry',
    about: 'only the debit of a refund is posted',
    plant: () => ({
      charges: (store, kept) => ({
        ...store,
        append: async (page) => {
          const isStored = await store.append({
            ...page,
            entries: page.entries.filter(({ kind }) => kind !== 'refund'),
          })
          if (isStored) {
            const halves = page.entries
              .filter(({ kind }) => kind === 'refund')
              .map((entry) => ({ ...entry, postings: entry.postings.slice(0, 1) }))
            Reflect.apply(Array.prototype.push, kept.charges.entries, halves)
          }
          return isStored
        },
      }),
    }),
  },
  {
    name: 'row-changed',
    about: 'a refund changes the row of the sale instead of adding one',
    plant: () => ({
      charges: (store, kept) => ({
        ...store,
        async append(page) {
          const isRefund = page.entries.some(({ kind }) => kind === 'refund')
          const isStored = await store.append(page)
          if (isStored && isRefund) changeSale(kept.charges.entries, page)
          return isStored
        },
      }),
    }),
  },
  {
    name: 'hole-acknowledged',
    about: 'a device is told to forget all up to the highest number that came',
    plant: () => ({
      machine: (machine) => ({
        ...machine,
        async accept(device, batch) {
          await machine.accept(device, batch)
          return { upTo: batch.from + batch.messages.length - 1 }
        },
        get core() {
          return machine.core
        },
      }),
    }),
  },
  {
    name: 'basket-without-owner',
    about: 'whoever takes something gets a basket, let in or not',
    plant: () => ({ policy: { admits: 'anybody' } }),
  },
  {
    name: 'review-forgotten',
    about: 'a visit whose evidence is not complete is shown as in review, and not written down',
    plant: () => ({ review: () => async () => 'review' }),
  },
  {
    name: 'review-without-end',
    about: 'nobody looks at the deadlines of reviews',
    plant: () => ({ overdue: async () => 0 }),
  },
  {
    name: 'crash-forgotten',
    about: 'after a start nobody looks at what a crash left behind',
    plant: () => {
      const left = new Set<string>()
      return {
        resume: async () => undefined,
        charges(store) {
          let isFirst = true
          return {
            ...store,
            // What was open at the start stays unseen; what comes later is seen.
            async open() {
              const all = await store.open()
              if (isFirst) for (const { sessionId } of all) left.add(sessionId)
              isFirst = false
              return all.filter(({ sessionId }) => !left.has(sessionId))
            },
          }
        },
      }
    },
  },
]

async function sure(outcome: Promise<BankOutcome>): Promise<BankOutcome> {
  const { kind } = await outcome
  return kind === 'unknown' ? { kind: 'declined', reason: 'card-declined', message: 'no answer' } : outcome
}

/** The pursuit's pauses are powers of two of a second, up to a minute; nothing else in the desk waits so. */
const isRetry = (afterMs: number): boolean =>
  afterMs >= 1_000 &&
  afterMs <= 60_000 &&
  (afterMs === 60_000 || Number.isInteger(Math.log2(afterMs / 1_000))) &&
  afterMs !== 4_000

async function openPage(store: ChargeStore, sessionId: string): Promise<Pick<ChargePage, 'sessionId' | 'open'>> {
  return { sessionId, open: (await store.open()).find((one) => one.sessionId === sessionId) }
}

function changeSale(entries: readonly object[], { sessionId }: ChargePage): void {
  const at = entries.findIndex((entry) => 'subject' in entry && entry.subject === sessionId)
  assert(at >= 0, 'a refund follows a sale')
  Reflect.set(entries, at, { ...entries[at], at: 0 })
}
