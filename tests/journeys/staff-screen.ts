import type { Locator } from 'playwright-core'
import type { Screen } from './chromium.ts'

/** The staff's page. */
export interface StaffScreen {
  signIn(credentials: { readonly email: string; readonly password: string }): Promise<void>
  /** The row of a visit in the list of baskets; pressed, it opens its basket and marks its dot. */
  row(visitId: string): Locator
  readonly markedDot: Locator
  /** Of the basket that was opened: quantity, article, quantity, article ... */
  lines(): Promise<string[]>
}

export function staffScreen({ page }: Screen, url: string): StaffScreen {
  return {
    async signIn({ email, password }) {
      await page.goto(`${url}/floor/`)
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('group', { name: 'Map of the store' }).waitFor()
    },
    markedDot: page.locator('.dot[data-selected=true]'),
    row: (visitId) => page.locator(`a.visit-row${linkTo(visitId)}`),
    lines: () => page.locator('.basket td:nth-child(-n + 2)').allTextContents(),
  }
}

const linkTo = (visitId: string): string => `[href="/floor/visits/${encodeURIComponent(visitId)}"]`
