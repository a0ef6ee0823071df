import type { FloorItem } from '@store/contract/floor.ts'
import { describe, expect, test } from 'vitest'
import { waitingCharges } from '../../tests/charges.ts'
import { busy, cornerShop, found } from '../../tests/floors.ts'
import { concerns, type Concern } from './attention.ts'
import { floorView } from './floor-view.ts'

const concernsOf = (items: readonly FloorItem[]) =>
  concerns(floorView(cornerShop, new Map(items.map((item) => [item.id, item]))))

function wordsOf(concern: Concern): string {
  switch (concern.about) {
    case 'device':
      return `${concern.device.id} ${concern.device.state}`
    case 'payment':
    case 'doubt':
      return `${concern.about} ${concern.visit.label}`
    case 'charge':
      return `charge ${concern.count} ${concern.first} ${concern.by}`
    case 'dispute':
      return `dispute ${concern.count}`
    case 'finding':
      return concern.id
    case 'empty':
      return `empty ${concern.facings.length}`
  }
}

describe('what needs attention', () => {
  test('[FV5] who does not report, then money, then doubt, then who lags, then gaps on shelves', () => {
    expect(concernsOf(busy).map(wordsOf)).toEqual([
      'device/plates-R silent',
      'payment 4',
      'doubt 6',
      'device/tracker late',
      `empty ${busy.filter((item) => item.kind === 'facing' && item.stock === 0).length}`,
    ])
  })

  test('[FV5] is gone when its cause is', () => {
    const solved = busy.map((item): FloorItem => {
      if (item.kind === 'device') return { ...item, state: 'well' }
      if (item.kind === 'visit') return { ...item, doubtful: 0, payment: 'charged' }
      return item.kind === 'facing' ? { ...item, stock: item.full } : item
    })
    expect(concernsOf(solved)).toEqual([])
  })

  test('[FV15] plates that say nothing come with devices that do not report, wrong weights before gaps on shelves', () => {
    const words = concernsOf([...found, ...busy]).map(wordsOf)
    expect(words.slice(0, 2)).toEqual(['device/plates-R silent', 'finding/silent/R/2'])
    expect(words.at(-2)).toBe('finding/weight/0012000171253')
  })

  test('[FV17] payments that wait for a decision are one concern, and their visits no other', () => {
    const [review, urgent] = waitingCharges(0)
    const visits = busy.map((item): FloorItem => (item.id === 'v4' ? { ...item, id: urgent.ref } : item))
    const words = concernsOf([...visits, review, urgent]).map(wordsOf)
    expect(words.slice(0, 3)).toEqual([
      'device/plates-R silent',
      `charge 2 ${urgent.ref} ${urgent.decideBy}`,
      'doubt 6',
    ])
  })

  test('[FV5] one visit is one concern: money before doubt', () => {
    const inReview = busy.flatMap((item) =>
      item.kind === 'visit' && item.doubtful > 0 ? [{ ...item, payment: 'review' }] : [],
    )
    expect(concernsOf(inReview).map(wordsOf)).toEqual(['payment 6'])
  })
})
