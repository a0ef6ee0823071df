/** Test-only: the tiny shelf of `attribution-scene.ts`, its goods tagged, and an exit with a reader. */
import type { Catalog } from '@store/catalog/catalog.ts'
import { encodeSgtin96 } from '@store/catalog/epc.ts'
import type { RfidFrame } from '@store/device-protocol/frame.ts'
import { attributionPolicy } from './attribution-policy.ts'
import { catalog as untagged, sceneOf, storyOf, type Seen, type Story } from './attribution-scene.ts'
import { consideredTakes, type ConsideredTakes } from './considered-takes.ts'
import { room } from './gate-scene.ts'
import { handMeetings, type HandMeetings } from './hand-meetings.ts'
import { rfidEvidence, type RfidEvidence } from './rfid-evidence.ts'
import { rfidPolicy, type RfidPolicy } from './rfid-policy.ts'

const gtin14s: Readonly<Record<string, string>> = {
  corn: '04006381333931',
  peas: '04000000000013',
  tuna: '00000096385074',
  jam: '00012345678905',
}

/** Finds articles by what their tags say, too. */
export const tagged: Catalog = {
  ...untagged,
  find: (gtin) => untagged.find(Object.keys(gtin14s).find((name) => gtin14s[name] === gtin) ?? gtin),
}

/** `corn 7` is the tag of the seventh unit of corn. */
export function epcOf(unit: string): string {
  const [name, serial] = unit.split(' ')
  return encodeSgtin96({ gtin14: gtin14s[name!]!, serial: Number(serial), filter: 1, companyPrefixDigits: 7 })
}

let seq = 0
export const sweepAt = (capturedMs: number, ...units: readonly string[]): RfidFrame => ({
  kind: 'rfid',
  device: 'reader',
  seq: ++seq,
  arrivedMs: capturedMs,
  capturedMs,
  gate: 'exit',
  reads: units.map((unit) => ({ epc: epcOf(unit), rssi: -50 })),
})

export interface ExitStory extends Story {
  readonly exits: RfidEvidence
  readonly meetings: HandMeetings
  readonly takes: ConsideredTakes
  /** The probability that they hold any of an article. */
  holds(actor: string, gtin: string): number
  /** Goes out past the reader, which reads these. */
  passes(actor: string, atMs: number, ...units: readonly string[]): void
  /** The same, and is sealed with what is charged. */
  leaves(actor: string, atMs: number, ...units: readonly string[]): string[]
}

export function exitStory(policy: RfidPolicy = rfidPolicy): ExitStory {
  const story = storyOf()
  const takes = consideredTakes()
  const meetings = handMeetings(room, policy)
  const exits = rfidEvidence(story.beliefs, takes, meetings, tagged, attributionPolicy, policy)
  function passes(actor: string, atMs: number, ...units: readonly string[]): void {
    exits.hear({ type: 'left', atMs, actor, gate: 'exit' })
    exits.sweep(sweepAt(atMs + 800, ...units))
    exits.hear({ type: 'departed', atMs: atMs + 1_200, actor, gate: 'exit' })
    story.beliefs.gone(actor)
    exits.weigh(actor)
  }

  return {
    ...story,
    exits,
    meetings,
    takes,
    holds: (actor, gtin) =>
      story.beliefs
        .holdingsOf(actor)
        .filter(({ units }) => units.some((unit) => unit.gtin === gtin))
        .reduce((sum, { probability }) => sum + probability, 0),
    see(seen: Seen) {
      const considered = story.see(seen)
      takes.note(sceneOf(seen), considered)
      return considered
    },
    passes,
    leaves(actor, atMs, ...units) {
      passes(actor, atMs, ...units)
      const charged = story.charged(actor)
      const lines = charged.map((line) => {
        const [quantity, gtin] = /^\d/.test(line) ? line.split(' ') : ['1', line]
        return { gtin: gtin!, quantity: Number(quantity) }
      })
      story.beliefs.decide(actor, lines)
      return charged
    },
  }
}
