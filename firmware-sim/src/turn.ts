/**
 * Sine and cosine by polynomial: multiplications and additions only, so the last bit is the same on every machine.
 * `Math.sin` and `Math.cos` may differ there, and a simulator whose bytes are compared cannot live with that.
 */
export function cosine(radians: number): number {
  const turns = radians / TWO_PI
  const folded = Math.abs(turns - Math.round(turns)) * TWO_PI
  return folded > HALF_PI ? -evenSeries(Math.PI - folded) : evenSeries(folded)
}

export const sine = (radians: number): number => cosine(radians - HALF_PI)

const TWO_PI = 2 * Math.PI
const HALF_PI = Math.PI / 2

/** The Taylor series to the 16th power: exact to 1e-13 up to a quarter turn. */
function evenSeries(x: number): number {
  const square = x * x
  let term = 1
  let sum = 1
  for (let n = 1; n <= 8; n++) {
    term *= -square / ((2 * n - 1) * (2 * n))
    sum += term
  }
  return sum
}
