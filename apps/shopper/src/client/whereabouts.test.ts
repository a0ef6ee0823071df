import type { Visit } from '@store/contract/visit.ts'
import { changing } from '@store/store-line/watched.ts'
import { describe, expect, test } from 'vitest'
import { earlier, entering, leaving, sealed, shopping } from '../../tests/visits.ts'
import type { Live } from './live-visits.ts'
import { whereabouts } from './whereabouts.ts'

const DAY_MS = 24 * 3_600_000

function phone(afterSealMs = DAY_MS) {
  const live = changing<Live>({ link: 'connecting', visits: undefined })
  const where = whereabouts(live, () => Date.parse(sealed.sealedAt!) + afterSealMs)
  const told = (...visits: Visit[]) => {
    live.set({ link: 'live', visits })
    return where.get()
  }
  return { where, told }
}

describe('where the shopper stands', () => {
  test('[SA6] follows a visit from the gate to the receipt, and to the next pass', () => {
    const { where, told } = phone()
    expect(where.get()).toEqual({ stage: 'unknown' })
    expect(told(...earlier.slice(1))).toEqual({ stage: 'outside', hasTurnedBack: false })
    expect(told(entering)).toMatchObject({ stage: 'inside', visit: { status: 'in-vestibule' } })
    expect(told(shopping)).toMatchObject({ stage: 'inside' })
    expect(told(leaving)).toMatchObject({ stage: 'inside' })
    expect(told(sealed)).toEqual({ stage: 'done', visit: sealed })
    where.putAway()
    expect(where.get()).toEqual({ stage: 'outside', hasTurnedBack: false })
  })

  test('[SA6] a receipt of minutes ago is shown to a phone that slept; one of yesterday is not', () => {
    expect(phone(60_000).told(sealed)).toMatchObject({ stage: 'done' })
    expect(phone().told(sealed)).toMatchObject({ stage: 'outside' })
  })

  test('[SA6] who scanned and did not come in is told that nothing was charged', () => {
    const { told } = phone()
    told(entering)
    expect(told({ ...entering, status: 'turned-back' })).toEqual({ stage: 'outside', hasTurnedBack: true })
  })
})
