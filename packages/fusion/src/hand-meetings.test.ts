import type { TracksFrame, Vec3 } from '@store/device-protocol/frame.ts'
import { describe, expect, test } from 'vitest'
import { room } from './gate-scene.ts'
import { handMeetings, type HandMeetings } from './hand-meetings.ts'
import { rfidPolicy as policy } from './rfid-policy.ts'

const IN_THE_ROOM: Vec3 = [2.4, -2, 1.1]
const OVER_THE_SHELF: Vec3 = [2.4, -0.2, 1.1]

const frame = (capturedMs: number, ana: Vec3, ben: Vec3): TracksFrame => ({
  kind: 'tracks',
  device: 'tracker',
  seq: 1,
  arrivedMs: capturedMs,
  capturedMs,
  tracks: [
    { id: 'ana', head: [2, -2, 1.7], hands: [ana] },
    { id: 'ben', head: [2.8, -2, 1.7], hands: [ben, [3.2, -2, 1]] },
  ],
})
const seen = (count: number, at: Vec3, apartMetres = 0.1): HandMeetings => {
  const meetings = handMeetings(room, policy)
  for (let i = 0; i < count; i++)
    meetings.see(frame(10_000 + i * 66, at, [at[0] + apartMetres, at[1], at[2]]), (track) => track)
  return meetings
}

describe('whose hands met', () => {
  test('[FR5] two hands at one place in the room, for some frames', () => {
    const meetings = seen(5, IN_THE_ROOM)
    expect([meetings.of('ana'), meetings.of('ben'), meetings.of('cy')]).toEqual([['ben'], ['ana'], []])
    expect(meetings.metSince('ben', 'ana', 10_000)).toBe(true)
  })

  test('[FR5] not what passed before the thing was taken', () => {
    expect(seen(5, IN_THE_ROOM).metSince('ana', 'ben', 20_000)).toBe(false)
  })

  test.each<[string, HandMeetings]>([
    ['a glimpse', seen(policy.handsMeetFrames - 1, IN_THE_ROOM)],
    ['hands apart', seen(5, IN_THE_ROOM, policy.handsMeetMetres + 0.05)],
    ['two who reach past each other at one shelf', seen(5, OVER_THE_SHELF)],
  ])('[FR5] not %s', (_what, meetings) => {
    expect(meetings.of('ana')).toEqual([])
  })

  test('[FR5] who turns out to be somebody else was so then, too', () => {
    const meetings = seen(5, IN_THE_ROOM)
    meetings.rename('ben', 'bea')
    expect(meetings.of('ana')).toEqual(['bea'])
  })
})

/** Ana's head at [2, −2], Ben's so far along x, hands together at a place between, for so long. */
function facing({ apart = 0.75, aside = 0, forMs = 1_000, breakMs = 0 } = {}): HandMeetings {
  const meetings = handMeetings(room, policy)
  const [x, y] = [2 + apart / 2, -2 + aside]
  for (let atMs = 0; atMs <= forMs; atMs += 66)
    meetings.see(
      {
        ...frame(10_000 + atMs + (atMs > forMs / 2 ? breakMs : 0), IN_THE_ROOM, IN_THE_ROOM),
        tracks: [
          { id: 'ana', head: [2, -2, 1.7], hands: [[x - 0.03, y, 1.1]] },
          { id: 'ben', head: [2 + apart, -2, 1.7], hands: [[x + 0.03, y, 1.1]] },
        ],
      },
      (track) => track,
    )
  return meetings
}
const settled = (meetings: HandMeetings, actor = 'ana', untilMs = 20_000): number =>
  meetings.settle((one) => one === actor, untilMs).length

test('[FR5] something was given far rather where they faced each other than side by side, and least where no hands met', () => {
  const beside = facing({ aside: policy.facingAsideMetres + 0.05 })
  const shares = [facing(), beside, facing({ forMs: 66 })].map((met) => met.shareGiven('ana', 'ben', 0))
  expect(shares).toEqual([policy.changedHandsMet, policy.changedHandsBeside, policy.changedHands])
})

describe('what looks like handing something over', () => {
  test('[FA55] hands together between two who face each other; it is told once', () => {
    const meetings = facing()
    expect([settled(meetings), settled(meetings), settled(meetings, 'ben')]).toEqual([1, 0, 0])
  })

  test('[FA55] it is not told before it is over, nor of others', () => {
    const meetings = facing()
    expect([settled(meetings, 'ana', 11_500), settled(meetings, 'cy')]).toEqual([0, 0])
    expect(settled(meetings, 'ben', 12_000)).toBe(1)
  })

  test.each<[string, HandMeetings]>([
    ['hands of people pressed together', facing({ apart: policy.facingMetres - 0.05 })],
    ['hands beside each other, as of two who reach the same way', facing({ aside: policy.facingAsideMetres + 0.05 })],
    ['a glimpse in passing', facing({ forMs: policy.facingMs - 100 })],
    ['two glimpses', facing({ breakMs: policy.handsMeetMs + 100 })],
  ])('[FA55] not %s', (_what, meetings) => {
    expect(settled(meetings)).toBe(0)
  })
})
