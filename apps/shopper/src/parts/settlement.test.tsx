import type { Visit } from '@store/contract/visit.ts'
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { rendered } from '../../tests/rendered.tsx'
import { decided, sealed } from '../../tests/visits.ts'

afterEach(cleanup)

const total = sealed.total.amountMinor
const about = { ...sealed, total: { amountMinor: 1000, currency: 'USD' } }

async function receiptOf(visit: Visit, language = 'en-US') {
  const answer = (asked: string) => ({
    status: 200,
    body: asked.startsWith('/api/disputes/') ? { visitId: visit.id, disputes: [] } : { receipts: [visit] },
  })
  const { tell } = rendered(answer, { language, path: `/receipts/${encodeURIComponent(visit.id)}` })
  await tell({ revision: 1, visits: [visit] })
  return {
    lead: document.querySelector('.payment')?.textContent,
    heading: screen.getByRole('heading', { level: 1 }).textContent,
    rows: [...document.querySelectorAll('.slip-settled p')].map((row) =>
      [...row.children].map(({ textContent }) => textContent).join(' '),
    ),
  }
}

const lineOf = (name: string) => within(screen.getByText(name).closest('li')!)

test('[SA30] what was charged once and is all of it needs no more words', async () => {
  const { lead, rows } = await receiptOf({ ...sealed, settlement: { chargedMinor: total, refundedMinor: 0 } })
  expect(lead).toContain('Charged to your card, once.')
  expect(rows).toEqual([])
})

test('[SA30] a refund in part: charged, refunded, and what is paid in the end', async () => {
  const visit = { ...about, settlement: { chargedMinor: 1000, refundedMinor: 250 } }
  const { lead, heading, rows } = await receiptOf(visit)
  expect(lead).toContain('$10.00 was charged to your card, $2.50 goes back to it. You pay $7.50.')
  expect(lead).not.toContain('once')
  expect(heading).toContain('$7.50')
  expect(rows).toEqual(['Charged $10.00', 'Refunded -$2.50', 'You pay $7.50'])
})

test('[SA30] in Chinese', async () => {
  const visit = { ...about, settlement: { chargedMinor: 1000, refundedMinor: 250 } }
  const { lead, rows } = await receiptOf(visit, 'zh-CN')
  expect(lead).toMatch(/已从您的卡中扣款 .*10\.00，其中 .*2\.50 将退回。您实付 .*7\.50。/)
  expect(rows.map((row) => row.split(' ')[0])).toEqual(['已扣款', '已退款', '实付'])
})

test('[SA30] what was added since, or left out, is in the sum', async () => {
  const { lead, rows } = await receiptOf({ ...about, settlement: { chargedMinor: 1250, refundedMinor: 0 } })
  expect(lead).toContain('$12.50 was charged to your card.')
  expect(rows).toEqual(['Charged $12.50', 'You pay $12.50'])
})

test('[SA30] a visit that was let go says why nothing is paid', async () => {
  const { lead, heading } = await receiptOf({
    ...about,
    payment: 'nothing-to-pay',
    settlement: { chargedMinor: 0, refundedMinor: 0 },
  })
  expect(lead).toContain('Nobody could say for certain what you took')
  expect(heading).toContain('$0.00')
})

test('[SA32] a visit that staff settled says who decided and why, and what of each line is charged', async () => {
  const [first, second, third] = decided.lines
  const { rows } = await receiptOf(decided)
  expect(screen.getByText('Decided by the staff: what the shelves saw is not clear enough.')).toBeTruthy()
  expect(rows).toEqual(['Charged $4.36', 'You pay $4.36'])
  expect(lineOf(first!.name).getByText('1 of 2 charged')).toBeTruthy()
  expect(lineOf(second!.name).getByText('Not charged')).toBeTruthy()
  expect(lineOf(third!.name).queryByText(/charged$/)).toBeNull()
  expect(await lineOf(third!.name).findByText('Something is wrong with this')).toBeTruthy()
  expect(lineOf(second!.name).queryByText('Something is wrong with this')).toBeNull()
})

test('[SA32] one that staff let go, and one that nobody decided in time, in both languages', async () => {
  const nothing = { chargedMinor: 0, refundedMinor: 0 }
  const letGo = { ...about, payment: 'nothing-to-pay' as const }
  const byStaff = { by: 'staff' as const, because: 'another-took-it' as const, charged: [] }
  const staff = await receiptOf({ ...letGo, settlement: { ...nothing, decided: byStaff } }, 'zh-CN')
  expect(staff.lead).toContain('没有向您收费。')
  expect(screen.getByText('店员决定：是其他人拿取的。')).toBeTruthy()
  expect(screen.getAllByText('未收费')).toHaveLength(sealed.lines.length)
  cleanup()
  const lapsed = await receiptOf({ ...letGo, settlement: { ...nothing, decided: { by: 'deadline', charged: [] } } })
  expect(lapsed.lead).toContain('Nobody could say for certain what you took')
  expect(screen.getByText('Nobody decided in time, so you pay nothing.')).toBeTruthy()
})

test('[SA30] a debt is what the receipt says, and the bank’s no', async () => {
  const { lead, rows } = await receiptOf({
    ...about,
    payment: 'unpaid',
    settlement: { chargedMinor: 300, refundedMinor: 0 },
  })
  expect(lead).toContain('Your bank declined')
  expect(rows).toEqual([])
})
