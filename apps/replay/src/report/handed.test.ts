import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import { describe, expect, test } from 'vitest'
import { OATS, played } from './explanation-scene.ts'
import { explained } from './explanation.ts'
import { explanationText } from './explanation-text.ts'
import { handedAccounts, handedText, passedOn } from './handed.ts'

const met = {
  from: 'ana',
  to: 'ben',
  gtin: OATS,
  change: 'A/2/3@41500',
  fromMs: 50_000,
  untilMs: 51_200,
  probability: 0.4,
  among: 1,
}

describe('hands that met', () => {
  test('[RP21] when, whose, for how long, what it may have been, how likely, and what else', () => {
    const told = (one: typeof met) => handedText(handedAccounts([one], played()))[0]!.replaceAll(/\s/g, ' ')
    expect(told(met)).toBe(
      '10:00:50.0: the hands of ana and ben met between them for 1.2 s, away from the shelves. ana may have handed over ' +
        'the Oats then: 40.0 %; else nothing, or something else, changed hands.',
    )
    expect(told({ ...met, probability: 0.1, among: 4 })).toContain(
      'then: 10.0 %, any one of some 4 things that the two had;',
    )
  })
})

const putBack = (actor: string, probability: number, givenBy?: { actor: string; tookMs: number; metMs?: number }) => ({
  acts: [{ action: 'put-back' as const, actor, gtin: OATS, quantity: 1, ...(givenBy && { givenBy }) }],
  probability,
})
const change = {
  id: 'A/2/3@63000',
  gondola: 'A',
  shelf: 2,
  startedMs: 62_500,
  momentMs: 63_000,
  settledMs: 64_000,
  closedMs: 65_000,
  plates: [{ plate: 3, grams: 500, sigmaGrams: 1, momentMs: 63_000 }],
}
const evidence: ChangeEvidence = {
  change,
  grams: 500,
  considered: [
    putBack('ben', 0.9, { actor: 'ana', tookMs: 41_500, metMs: 50_000 }),
    putBack('kim', 0.06, { actor: 'ana', tookMs: 41_500 }),
    putBack('kim', 0.02, { actor: 'track 7', tookMs: 30_000 }),
    putBack('ana', 0.01),
  ],
  people: [],
}

describe('what one took and another put down', () => {
  test('[RP21] is told to both, with what it rests on and what else was considered', () => {
    const told = explanationText(explained(evidence, played()), 0).join(' ').replaceAll(/\s+/g, ' ')
    expect(told).toContain(
      '90.0 % ben put 1 x Oats back, which ana had taken at 10:00:41.5 and must have handed on (their hands met at 10:00:50.0)',
    )
    expect(told).toContain('6.0 % kim put 1 x Oats back, which ana had taken at 10:00:41.5 and must have handed on (their hands were not seen to meet)') // prettier-ignore
    expect(told).toContain('1.0 % ana put 1 x Oats back')
    const ofAna = passedOn('ana', played({ puts: [evidence] }))
    expect(ofAna.map(({ giver, putBy, gtin, probability }) => [giver, putBy, gtin, probability])).toEqual([
      ['ana', 'ben', OATS, 0.9],
      ['ana', 'kim', OATS, 0.06],
    ])
    expect(passedOn('ben', played({ puts: [evidence] }))).toEqual([ofAna[0]])
  })

  test('[RP21] not what is hardly likely, nor to whom it does not concern; whoever was named later is who they were', () => {
    expect(passedOn('liz', played({ puts: [evidence] }))).toEqual([])
    const named = played({ puts: [evidence], knownAs: new Map([['track 7', 'liz']]) })
    expect(passedOn('liz', named)).toEqual([])
    const likelier = { ...evidence, considered: [putBack('kim', 0.5, { actor: 'track 7', tookMs: 30_000 })] }
    expect(passedOn('liz', { ...named, puts: [likelier] })).toHaveLength(1)
  })
})
