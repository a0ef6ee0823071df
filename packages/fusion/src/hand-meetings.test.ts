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
