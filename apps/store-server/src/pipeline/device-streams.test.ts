import type { GateCross } from '@store/device-protocol/frame.ts'
import type { Gate } from '@store/planogram/layout.ts'
import { describe, expect, test } from 'vitest'
import { deviceStreams } from './device-streams.ts'

const exit: Gate = { id: 'exit', kind: 'exit', line: [[0, 0], [1, 0]] } // prettier-ignore
const crossing = (device: string): GateCross => ({
  kind: 'gate',
  event: 'cross',
  device,
  seq: 1,
  arrivedMs: 0,
  capturedMs: 0,
  gate: 'exit',
  direction: 'in',
})

describe('[RT2] a heartbeat speaks for what its device has spoken of', () => {
  test('and a gate that is named like its place for that, before anybody went through it', () => {
    const streams = deviceStreams({ gates: [exit] })
    expect(streams.of({ deviceId: 'exit', kind: 'gate' })).toEqual(['gate/exit'])
    expect(streams.of({ deviceId: 'exit', kind: 'rfid' })).toEqual([])
    expect(streams.of({ deviceId: 'gate-7', kind: 'gate' })).toEqual([])
    streams.spoke(crossing('gate-7'))
    streams.spoke(crossing('gate-7'))
    expect(streams.of({ deviceId: 'gate-7', kind: 'gate' })).toEqual(['gate/exit'])
  })
})
