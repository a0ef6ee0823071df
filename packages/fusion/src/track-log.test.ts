import { expect, test } from 'vitest'
import { person, stands, tracksOf } from './gate-scene.ts'
import { trackLog } from './track-log.ts'

const frames = tracksOf([person(stands(0, [1, -1], 200_000), 't1')], 200_000)

test('[FP31] answers what was seen from one instant to another, both included', () => {
  const log = trackLog()
  for (const frame of frames.slice(0, 31)) log.add(frame)
  expect(log.between(1_000, 1_200).map(({ atMs }) => Math.round(atMs))).toEqual([1_000, 1_067, 1_133, 1_200])
  expect(log.between(5_000, 9_000)).toEqual([])
})

test('[FP31] frames out of order are put in their place', () => {
  const log = trackLog()
  for (const i of [3, 1, 2, 0]) log.add(frames[i]!)
  expect(log.between(0, 200).map(({ atMs }) => atMs)).toEqual(frames.slice(0, 4).map(({ capturedMs }) => capturedMs))
})

test('[FP31] forgets what was captured long before', () => {
  const log = trackLog()
  for (const frame of frames) log.add(frame)
  log.forget(100_000)
  expect(log.between(0, 99_000)).toEqual([])
  expect(log.between(100_000, 200_000)).toHaveLength(1_501)
})

test('[FP31] knows whether the tracker shows hands', () => {
  const log = trackLog()
  log.add(frames[0]!)
  expect(log.showsHands).toBe(false)
  log.add({ ...frames[1]!, tracks: [{ id: 't1', head: [1, -1, 1.7], hands: [[1, -0.5, 1]] }] })
  expect(log.showsHands).toBe(true)
})
