import { defineFault } from '@store/kernel/fault.ts'
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** One thing that was done with money, for good. Amounts are minor units; `reference` is the merchant's. */
export const BookEntry = z.discriminatedUnion('kind', [
  /** A payment that waits for its confirmation: nothing is approved yet. */
  z.object({
    kind: z.literal('created'),
    at: z.number(),
    intent: z.string(),
    reference: z.string().nullable(),
    askedMinor: z.int(),
    currency: z.string(),
    paymentMethod: z.string(),
    isManual: z.boolean(),
    metadata: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('authorized'),
    at: z.number(),
    intent: z.string(),
    reference: z.string().nullable(),
    amountMinor: z.int(),
    askedMinor: z.int(),
    currency: z.string(),
    paymentMethod: z.string(),
    isManual: z.boolean(),
    metadata: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('declined'),
    at: z.number(),
    intent: z.string(),
    reference: z.string().nullable(),
    askedMinor: z.int(),
    currency: z.string(),
    paymentMethod: z.string(),
    isManual: z.boolean(),
    code: z.string(),
    metadata: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal('captured'), at: z.number(), intent: z.string(), amountMinor: z.int() }),
  z.object({ kind: z.literal('voided'), at: z.number(), intent: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal('refunded'),
    at: z.number(),
    intent: z.string(),
    refund: z.string(),
    reference: z.string().nullable(),
    amountMinor: z.int(),
    metadata: z.record(z.string(), z.string()),
  }),
])
export type BookEntry = z.infer<typeof BookEntry>

/** What was answered to a request with an idempotency key; the same key is answered the same. */
export const KeptAnswer = z.object({
  key: z.string(),
  /** Of method, path and parameters: another request under the same key is refused. */
  digest: z.string(),
  status: z.int(),
  body: z.unknown(),
  /** When it was first answered. Books of an earlier version do not say: such a key is kept for ever. */
  at: z.number().optional(),
})
export type KeptAnswer = z.infer<typeof KeptAnswer>

/** What one request did and how it was answered: one line, so that no crash can keep the one and lose the other. */
const Page = z.object({ entries: z.array(BookEntry), answer: KeptAnswer.optional() })
export type Page = z.infer<typeof Page>

export const BooksUnreadable = defineFault(
  'sandbox-bank.books-unreadable',
  'unavailable',
  (d: { file: string; line: number; flaw: string }) =>
    `The bank's books ${d.file} cannot be read in line ${d.line}: ${d.flaw}. Restore the file, or move it away to start with new books.`,
)

/** The bank's books, as every page of them; on disk when a folder is given, one JSON line each, only ever appended. */
export interface Books {
  readonly pages: readonly Page[]
  append(page: Page): void
}

export function openBooks(dir?: string): Books {
  if (dir === undefined) return booksFrom([], () => undefined)
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'books.jsonl')
  // Not synced to the disk: these books outlive the bank's process, which is what a sandbox is killed for.
  return booksFrom(existsSync(file) ? pagesIn(file) : [], (page) => appendFileSync(file, `${JSON.stringify(page)}\n`))
}

function booksFrom(kept: Page[], write: (page: Page) => void): Books {
  return {
    pages: kept,
    append(page) {
      write(page)
      kept.push(page)
    },
  }
}

function pagesIn(file: string): Page[] {
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  // A line that a crash tore was never answered to anybody.
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole))
  return whole
    .split('\n')
    .slice(0, -1)
    .map((line, i) => pageOf(file, line, i + 1))
}

function pageOf(file: string, line: string, number: number): Page {
  try {
    return Page.parse(JSON.parse(line))
  } catch (error) {
    throw BooksUnreadable({ file, line: number, flaw: error instanceof Error ? error.message : String(error) }, error)
  }
}
