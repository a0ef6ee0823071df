import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG's levels A and AA, and what axe's authors hold for good practice. */
const GRAVE = new Set(['serious', 'critical'])
/** The size of a finger tip in CSS pixels: WCAG 2.5.5. */
const FINGER_PX = 44

/**
 * What is wrong with the screen as it stands for who cannot see it well, has only a keyboard, a small phone or thick
 * fingers; each with the place. Nothing is wrong where the list is empty.
 */
export async function flawsIn(page: Page): Promise<string[]> {
  await stillness(page)
  return [...(await axeFlaws(page)), ...(await page.evaluate(layoutFlaws, FINGER_PX))]
}

async function axeFlaws(page: Page): Promise<string[]> {
  // As the browser's own tools would: the page's content security policy forbids every script but ours.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ resultTypes: ['violations'] })`)
  return violations
    .filter(({ impact }) => GRAVE.has(impact ?? ''))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
    )
}

/** Colours in the middle of a change are nobody's contrast. */
async function stillness(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.allSettled(
      document.getAnimations().flatMap((one) => (one.effect?.getTiming().iterations === Infinity ? [] : one.finished)),
    ),
  )
}

function layoutFlaws(fingerPx: number): string[] {
  const flaws: string[] = []
  const { scrollWidth, clientWidth, lang } = document.documentElement
  if (scrollWidth > clientWidth) flaws.push(`scrolls sideways: ${scrollWidth} px of page in ${clientWidth} px`)
  if (lang === '' || document.title === '') flaws.push(`no language or no title: "${lang}", "${document.title}"`)
  // Only fingers are thick. Words in a sentence and things on a map have the size that they have.
  if (!matchMedia('(pointer: coarse)').matches) return flaws
  for (const element of document.querySelectorAll('a[href], button, input, summary')) {
    const { width, height } = element.getBoundingClientRect()
    const isShown = element.checkVisibility() && width > 0
    if (!isShown || element.closest('svg') || getComputedStyle(element).display === 'inline') continue
    if (Math.min(width, height) < fingerPx - 0.5)
      flaws.push(`small target: ${element.outerHTML.slice(0, 80)} is ${width.toFixed(0)} x ${height.toFixed(0)} px`)
  }
  return flaws
}

// What runs inside the page and is used here. The whole of the browser's types would be known to every file of the server.
interface PageElement {
  readonly outerHTML: string
  getBoundingClientRect(): { readonly width: number; readonly height: number }
  checkVisibility(): boolean
  closest(selector: string): PageElement | null
}
declare const document: {
  readonly title: string
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number; readonly lang: string }
  querySelectorAll(selector: string): Iterable<PageElement>
  getAnimations(): {
    readonly effect: { getTiming(): { readonly iterations?: number } } | null
    readonly finished: Promise<unknown>
  }[]
}
declare const matchMedia: (query: string) => { readonly matches: boolean }
declare const getComputedStyle: (element: PageElement) => { readonly display: string }
