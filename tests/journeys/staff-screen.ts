import type { Locator } from 'playwright-core'
import type { Screen } from './chromium.ts'

/** The staff's page. */
export interface StaffScreen {
  open(): Promise<void>
  /** Opens the page as well. */
  signIn(credentials: { readonly email: string; readonly password: string }): Promise<void>
  /** The row of a visit in the list of baskets; pressed, it opens its basket and marks its dot. */
  row(visitId: string): Locator
  readonly markedDot: Locator
  /** Of the basket that was opened: quantity, article, quantity, article ... */
  lines(): Promise<string[]>
}

export interface StaffWords {
  readonly email: string
  readonly password: string
  readonly signIn: string
  readonly map: string
}

export const STAFF_ENGLISH: StaffWords = {
  email: 'E-mail',
  password: 'Password',
  signIn: 'Sign in',
  map: 'Map of the store',
}
export const STAFF_CHINESE: StaffWords = { email: '电子邮箱', password: '密码', signIn: '登录', map: '店面地图' }

export function staffScreen({ page }: Screen, url: string, words: StaffWords = STAFF_ENGLISH): StaffScreen {
  const open = async (): Promise<void> => void (await page.goto(`${url}/floor/`))
  return {
    open,
    async signIn({ email, password }) {
      await open()
      await page.getByLabel(words.email).fill(email)
      await page.getByLabel(words.password).fill(password)
      await page.getByRole('button', { name: words.signIn }).click()
      await page.getByRole('group', { name: words.map }).waitFor()
    },
    markedDot: page.locator('.dot[data-selected=true]'),
    row: (visitId) => page.locator(`a.visit-row${linkTo(visitId)}`),
    lines: () => page.locator('.basket td:first-child, .basket-name').allTextContents(),
  }
}

const linkTo = (visitId: string): string => `[href="/floor/visits/${encodeURIComponent(visitId)}"]`
