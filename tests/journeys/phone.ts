import { PassVerdict } from '@store/contract/device.ts'
import { EntryPass, SignedIn } from '@store/contract/http.ts'
import { assert } from '@store/kernel/assert.ts'
import type { Screen } from './chromium.ts'
import { readQr } from './read-qr.ts'

/** The shopper's page, used as a hand and an eye would. */
export interface Phone {
  open(): Promise<void>
  speak(language: string): Promise<void>
  signIn(credentials: { readonly email: string; readonly password: string }, words: PhoneWords): Promise<void>
  /** What the QR code on the screen says. */
  codeOnScreen(shot: string): Promise<string>
  /** Every pass that the store gave to this page. */
  readonly passes: readonly string[]
  /** And the gate opens, if need be for the next code; or this fails with its reason. */
  holdToGate(words: PhoneWords): Promise<void>
  /** Of the basket or the receipt, whichever is shown: quantity, article, quantity, article ... */
  lines(): Promise<string[]>
  /** As the page keeps it. */
  account(): Promise<SignedIn>
}

export interface PhoneWords {
  readonly email: string
  readonly password: string
  readonly signIn: string
  readonly hold: string
}

export const ENGLISH: PhoneWords = {
  email: 'E-mail',
  password: 'Password',
  signIn: 'Sign in',
  hold: 'Hold the phone to the gate',
}
export const CHINESE: PhoneWords = {
  email: '电子邮箱',
  password: '密码',
  signIn: '登录',
  hold: '请将手机对准闸机',
}

/** What the page says to try again: a machine that does other things has a slow bank, and codes that are too old. */
const PASSES_BY: ReadonlySet<string> = new Set(['payment-unknown', 'trouble', 'expired'])
const MOST_TRIES = 5

export function phone({ page, context, shot }: Screen, url: string): Phone {
  const passes: string[] = []
  page.on('response', (response) => {
    if (!response.url().endsWith('/api/entry-passes') || !response.ok()) return
    // A page that is closed meanwhile takes its answers along.
    void response.json().then(
      (body) => passes.push(EntryPass.parse(body).pass),
      () => undefined,
    )
  })

  const account = async (): Promise<SignedIn> => {
    const { origins } = await context.storageState()
    const kept = origins.flatMap(({ localStorage }) => localStorage).find(({ name }) => name === 'store.sign-in')
    assert(kept, 'nobody is signed in on the phone')
    return SignedIn.parse(JSON.parse(kept.value))
  }

  return {
    passes,
    account,
    async open() {
      await page.goto(`${url}/shopper/`)
    },
    speak: (language) => page.getByRole('button', { name: language }).click(),
    async signIn({ email, password }, words) {
      await page.getByLabel(words.email).fill(email)
      await page.getByLabel(words.password, { exact: true }).fill(password)
      await page.getByRole('button', { name: words.signIn, exact: true }).click()
      await page.getByRole('navigation').waitFor()
    },
    async codeOnScreen(name) {
      await page.locator('.qr').waitFor()
      const text = readQr(await shot(name))
      assert(text, 'there is no readable QR code on the screen')
      return text
    },
    async holdToGate(words) {
      for (let tries = 1; ; tries++) {
        const answered = page.waitForResponse((response) => response.url().endsWith('/api/demo/hold-phone'))
        await page.getByRole('button', { name: words.hold }).click()
        const verdict = PassVerdict.parse(await (await answered).json())
        if (verdict.open) return
        assert(PASSES_BY.has(verdict.reason) && tries < MOST_TRIES, `the gate stayed shut: ${verdict.reason}`)
      }
    },
    lines: () => page.locator('.line-quantity, .line-name').allTextContents(),
  }
}
