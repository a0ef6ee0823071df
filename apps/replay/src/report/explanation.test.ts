import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
import { NOBODY } from '@store/fusion/world.ts'
import { describe, expect, test } from 'vitest'
import { MILK, OATS, played } from './explanation-scene.ts'
import { explained, type Claim } from './explanation.ts'
import { explanationText } from './explanation-text.ts'

const took = (actor: string, gtin: string, expectedGrams: number, quantity = 1): BelievedAct => ({
  action: 'took',
  actor,
  gtin,
  quantity,
  expectedGrams,
  place: 'own-facing',
})

const evidence: ChangeEvidence = {
  change: {
    id: 'A/2/3@41500',
    gondola: 'A',
    shelf: 2,
    startedMs: 41_000,
    momentMs: 41_500,
    settledMs: 42_500,
    closedMs: 44_000,
    plates: [
      { plate: 3, grams: -380.2, sigmaGrams: 1, momentMs: 41_500 },
      { plate: 4, grams: -120.3, sigmaGrams: 1, momentMs: 41_500 },
      { plate: 5, grams: -0.4, sigmaGrams: 1, momentMs: 41_500 },
    ],
  },
  grams: -500.9,
  considered: [
    { acts: [took('ana', OATS, -500)], probability: 0.9 },
    { acts: [took('ben', OATS, -500)], probability: 0.06 },
    { acts: [took('ana', MILK, -493)], probability: 0.02 },
    { acts: [{ action: 'unfinished', quantity: 1 }], probability: 0.01 },
    { acts: [took(NOBODY, OATS, -500)], probability: 0.0002 },
  ],
  people: [
    { actor: 'ana', ratio: 5, handMetres: 0.08, headMetres: 0.5 },
    { actor: 'ben', ratio: 0.2, headMetres: 1.34 },
  ],
}
const anaTookOats: Claim = { sessionId: 'ana', gtin: OATS }

describe('why a line is charged', () => {
  test('[RP11] when, where, grams against the catalogue, who was near, and what else it may have been', () => {
    expect(explanationText(explained(evidence, played(), anaTookOats), 0, 0.9).join('\n')).toBe(
      [
        '10:00:41.5 (41.5 s into the trace): gondola A, shelf 2, plates 3 and 4 became',
        '500.9 g lighter.',
        '1 x Oats weighs 500.0 g by the catalogue: 0.9 g off.',
        "ana's hand came within 8 cm and head within 50 cm; next nearest was ben, whose",
        'head came within 1.3 m.',
        'Believed with 90.0 %: ana took 1 x Oats.',
        'Also considered:',
        '  6.0 %  ben took 1 x Oats; but their head came no nearer than 1.3 m',
        '  2.0 %  ana took 1 x Milk; but that would be 7.9 g off',
        '  1.0 %  half of an act, such as a hand resting on the plate or a thing lifted',
        '         in part',
      ].join('\n'),
    )
  })

  test('[RP11] plates near by that said nothing, as the weight may be a part', () => {
    const partly = { ...evidence, change: { ...evidence.change, silent: [2, 5] } }
    const told = explanationText(explained(partly, played(), anaTookOats), 0)
      .join(' ')
      .replaceAll('\n', ' ')
    expect(told).toContain('500.9 g lighter. Plates 2 and 5 near by said nothing: this may be a part of the weight.')
  })

  test('[RP11] what was put down later, when that makes the line less sure', () => {
    const put: ChangeEvidence = {
      ...evidence,
      change: { ...evidence.change, momentMs: 63_000 },
      considered: [{ acts: [{ ...took('ana', OATS, 500), action: 'put-back' }], probability: 0.4 }],
    }
    const told = explanationText(explained(evidence, played({ puts: [put] }), anaTookOats), 0, 0.5)
      .join(' ')
      .replaceAll('\n', ' ')
    expect(told).toContain(
      'In the end 50.0 %: at 10:01:03.0 one may have been put down on gondola A, shelf 2 (40.0 % then).',
    )
  })

  test('[RP11] what came later may also make a line surer', () => {
    const told = explanationText(explained(evidence, played(), anaTookOats), 0, 0.99).join('\n')
    expect(told).toContain('In the end 99.0 %: what came later speaks for it.')
  })

  test('[RP11] a track that was named later is the shopper, also in the evidence of before', () => {
    const early = { ...evidence, considered: [{ acts: [took('track 7', OATS, -500)], probability: 0.9 }] }
    const why = explained(early, played({ knownAs: new Map([['track 7', 'ana']]) }), anaTookOats)
    expect(why.believed?.acts).toMatchObject([{ who: 'ana', article: 'Oats' }])
  })

  test('[RP11] nothing is believed of what stays unresolved: everything is only considered', () => {
    const told = explanationText(explained(evidence, played()), 0).join('\n')
    expect(told).toContain('Considered:\n  90.0 %  ana took 1 x Oats')
    expect(told).not.toContain('Believed')
  })

  test.each(['unexplained', 'nothing', 'restocked', 'misplaced', 'put-back', 'unfinished'] as const)(
    '[RP11] %s has words',
    (action) => {
      const considered = [{ acts: [{ action, quantity: 1 }], probability: 0.5 }]
      expect(explanationText(explained({ ...evidence, considered }, played()), 0).at(-1)).toMatch(/50\.0 % {2}\w+/)
    },
  )

  test('[RP10] an id from a device cannot move the cursor', () => {
    const why = explained(evidence, played({ shopper: 'ana\u001b[2J\n' }), anaTookOats)
    expect(JSON.stringify(why)).not.toContain('\\u001b')
  })
})
