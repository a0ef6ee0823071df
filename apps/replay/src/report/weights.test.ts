import { expect, test } from 'vitest'
import { OATS, played } from './explanation-scene.ts'
import { namesIn } from './names.ts'
import { weightsText } from './weights.ts'

test('[RP20] an article that does not weigh what the products file says is told, with on how many weighings that rests', () => {
  const finding = { gtin: OATS, catalogGrams: 500, measuredGrams: 541.23, sigmaGrams: 0.9, weighings: 6 }
  expect(weightsText([finding], namesIn(played())).join('\n').replaceAll('\u00a0', ' ')).toBe(
    [
      "Articles that do not weigh what the store's products file says:",
      '  Oats: 500.0 g by the file, 541.2 g by 6 weighings, give or take 0.9 g',
      '',
    ].join('\n'),
  )
  expect(weightsText([], namesIn(played()))).toEqual([])
})
