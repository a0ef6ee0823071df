import { expect, test } from 'vitest'
import { DeviceBatch } from './device.ts'
import { FloorDot, FloorVisit } from './floor.ts'

const batch = (count: number, from = 1, boot = 'b1') =>
  DeviceBatch.safeParse({ boot, from, messages: Array.from({ length: count }, () => ({})) }).success

test('[CT4] a batch holds 1 to 500 messages, and counts from 1', () => {
  expect(batch(1)).toBe(true)
  expect(batch(500)).toBe(true)
  expect(batch(0)).toBe(false)
  expect(batch(501)).toBe(false)
  expect(batch(1, 0)).toBe(false)
  expect(batch(1, 1, 'x'.repeat(65))).toBe(false)
})

test('[CT5] what staff see of a person has no field for who they are', () => {
  const fields = [...Object.keys(FloorDot.shape), ...Object.keys(FloorVisit.shape)]
  expect(fields.filter((field) => /name|mail|account|shopper/i.test(field))).toEqual([])
})
