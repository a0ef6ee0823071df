import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'

/** A GTIN is 8, 12, 13 or 14 digits, the last a check digit (GS1 General Specifications, section 7.9). */
const LENGTHS: readonly number[] = [8, 12, 13, 14]

export const GtinWrong = defineFault(
  'catalog.gtin-wrong',
  'refused',
  (d: { text: string; flaw: string }) => `GTIN ${JSON.stringify(d.text)} ${d.flaw}.`,
)

/**
 * The one spelling to compare by: 14 digits, padded on the left with zeros [CA2].
 * Throws `GtinWrong`, which says what is wrong and what to do, for anything that is no GTIN.
 */
export function gtin14Of(text: string): string {
  const flaw = gtinFlaw(text)
  if (flaw !== undefined) throw GtinWrong({ text, flaw })
  return text.padStart(14, '0')
}

export function isGtin(text: string): boolean {
  return gtinFlaw(text) === undefined
}

/** Whether two spellings name one article. What is no GTIN equals nothing, not even itself. */
export function sameGtin(one: string, other: string): boolean {
  return isGtin(one) && isGtin(other) && gtin14Of(one) === gtin14Of(other)
}

/** What keeps `text` from being a GTIN and what to do about it, as the end of a sentence about it; `undefined` if nothing. */
export function gtinFlaw(text: string): string | undefined {
  if (!/^[0-9]*$/.test(text)) return 'is not all digits; write the digits under the barcode, without spaces or hyphens'
  if (!LENGTHS.includes(text.length))
    return `has ${text.length} digits; a GTIN has 8, 12, 13 or 14, so look for digits lost or added (often leading zeros)`
  const expected = checkDigit(text.slice(0, -1))
  if (Number(text.at(-1)) === expected) return undefined
  return `ends in ${text.at(-1)} where its check digit should be ${expected}; compare it with the barcode, a digit is mistyped`
}

/**
 * The digit that completes a GTIN: from the right, digits weigh 3, 1, 3, 1 ..., and the check digit lifts their sum to a
 * multiple of ten (GS1 General Specifications, section 7.9).
 */
export function checkDigit(digitsWithoutIt: string): number {
  assert(/^[0-9]+$/.test(digitsWithoutIt), `a check digit is computed from digits, not from "${digitsWithoutIt}"`)
  let sum = 0
  let weight = 3
  for (let i = digitsWithoutIt.length - 1; i >= 0; i--) {
    sum += Number(digitsWithoutIt[i]) * weight
    weight = 4 - weight
  }
  return (10 - (sum % 10)) % 10
}
