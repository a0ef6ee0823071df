import { expect, test } from 'vitest'
import { confirmed, declined, intended, opened, settled, stateAfter, terms } from './charge-words.ts'
import type { ChargeEvent } from './events.ts'
import { refusedMethods } from './refused-methods.ts'

const two: ChargeEvent = { ...opened, type: 'ChargeOpened', at: 0, ...terms, paymentMethods: ['pm_1', 'pm_2'] }
const asked = (paymentMethod: string): ChargeEvent => ({ type: 'PaymentAsked', at: 0, paymentMethod })

test('[CH29] none before anything was asked, nor while all went well', () => {
  expect(refusedMethods({ status: 'none' })).toEqual([])
  expect(refusedMethods(stateAfter(two, intended('hold', 3000), confirmed('hold', 3000)))).toEqual([])
})

test('[CH29] the method of a hold that was declined', () => {
  const charge = stateAfter(two, intended('hold', 3000), declined('hold'), intended('hold-2', 3000))
  expect(refusedMethods(charge)).toEqual(['pm_1'])
})

test('[CH29] of a capture that was declined the method of its hold, and of what was tried after it', () => {
  const unpaid = [
    two,
    intended('hold', 3000),
    confirmed('hold', 3000),
    settled(1250),
    intended('capture', 1250),
    declined('capture'),
    intended('void', 3000),
    confirmed('void', 0),
    intended('capture-2', 1250),
    declined('capture-2'),
  ]
  expect(refusedMethods(stateAfter(...unpaid))).toEqual(['pm_1', 'pm_2'])
  const paid = [...unpaid, asked('pm_1'), intended('capture-3', 1250), confirmed('capture-3', 1250)]
  expect(refusedMethods(stateAfter(...paid))).toEqual(['pm_2'])
})
