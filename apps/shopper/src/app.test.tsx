import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { rendered, signedIn } from '../tests/rendered.tsx'
import { doubted, earlier, entering, leaving, sealed, shopping } from '../tests/visits.ts'
import { en } from './wording/en.ts'
import { zh } from './wording/zh.ts'

afterEach(cleanup)

/** Every reason that a gate has. */
const reasons = [
  'malformed',
  'unknown-key',
  'bad-signature',
  'wrong-store',
  'too-early',
  'expired',
  'not-an-entry',
  'already-used',
  'unknown-account',
  'already-inside',
  'store-full',
  'unpaid-visit',
  'payment-declined',
  'payment-unknown',
  'trouble',
]

const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
const entryPass = { pass: 'a.b.c', party: 1, issuedAt: at(0), renewAt: at(20), expiresAt: at(30) }
const problem = (status: number, code: string, fields?: { path: string; message: string }[]) => ({
  status,
  body: { type: '#', title: 'No', status, detail: 'The store says no.', code, ...(fields && { fields }) },
})

const store = (path: string) => {
  if (path === '/api/entry-passes') return { status: 201, body: entryPass }
  if (path === '/api/receipts') return { status: 200, body: { receipts: earlier } }
  return problem(404, 'receipt.unknown')
}

const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

describe('the entrance', () => {
  test('[SA10] says what is missing before it asks the store, and puts the focus there', () => {
    rendered(() => problem(500, 'never.asked'), { isSignedIn: false })
    press('Sign in')
    const email = screen.getByLabelText('E-mail')
    expect(email.getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(email)
  })

  test('[SA10] tells a problem that it knows in its own words, and one that it does not in the store’s', async () => {
    let code = 'account.wrong-credentials'
    rendered(() => problem(401, code), { isSignedIn: false, language: 'zh-CN' })
    fill('电子邮箱', 'ada@example.com')
    fill('密码', 'not the one')
    press('登录')
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch('邮箱与密码不匹配'))
    code = 'account.something-new'
    press('登录')
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('The store says no.'))
  })

  test('[SA10] puts a problem’s fields to their inputs', async () => {
    rendered(() => problem(400, 'http.malformed', [{ path: 'password', message: 'Too small' }]), {
      isSignedIn: false,
      path: '/register',
    })
    fill('Your name', 'Ada')
    fill('E-mail', 'ada@example.com')
    fill('Password', 'long enough words')
    press('Create account')
    await waitFor(() => expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true'))
    expect(document.activeElement).toBe(screen.getByLabelText('Password'))
  })

  test('leads to the entry pass', async () => {
    rendered((path) => (path === '/api/sign-in' ? { status: 201, body: signedIn } : store(path)), { isSignedIn: false })
    fill('E-mail', 'ada@example.com')
    fill('Password', 'a few good words')
    press('Sign in')
    expect(await screen.findByRole('img', { name: 'Entry pass as a QR code' })).toBeTruthy()
  })
})

describe('the pass', () => {
  test('[SA8] is a black code on four modules of quiet zone', async () => {
    rendered(store)
    const code = await screen.findByRole('img', { name: 'Entry pass as a QR code' })
    // Version 1 has 21 modules; "a.b.c" fits.
    expect(code.getAttribute('viewBox')).toBe('-4 -4 29 29')
    expect(code.querySelector('path')?.getAttribute('fill')).toBe('#000')
  })

  test('[SA7] asks for as many as come in', async () => {
    const parties: unknown[] = []
    rendered((path, body) => {
      if (path === '/api/entry-passes') parties.push(body)
      return store(path)
    })
    expect(await screen.findByRole('img')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'One person more' }))
    expect(screen.queryByRole('img')).toBeNull()
    expect(screen.getByLabelText('2 people').textContent).toBe('2')
    expect(await screen.findByRole('img')).toBeTruthy()
    expect(parties).toEqual([{ party: 1 }, { party: 2 }])
  })

  test('[SA5] that cannot be had says why', async () => {
    rendered((path) => (path === '/api/entry-passes' ? problem(422, 'pass.blocked') : store(path)))
    expect(await screen.findByText('The store says no.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
    expect(screen.queryByRole('img')).toBeNull()
  })
})

const demo = (verdict: unknown) => (path: string) => {
  if (path === '/api/demo') return { status: 200, body: { canHoldPhone: true } }
  return path === '/api/demo/hold-phone' ? { status: 201, body: verdict } : store(path)
}

describe('a demo store', () => {
  test('[SA12] has a button where others have a gate, and tells why the gate stayed shut', async () => {
    rendered(demo({ open: false, reason: 'store-full', message: 'Full.' }), { language: 'zh-CN' })
    fireEvent.click(await screen.findByRole('button', { name: '请将手机对准闸机' }))
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch('店内已满'))
    expect(await screen.findByRole('img')).toBeTruthy()
  })

  test('[SA12] elsewhere there is nothing to press', async () => {
    rendered(store)
    await screen.findByRole('img')
    expect(screen.queryByRole('button', { name: 'Hold the phone to the gate' })).toBeNull()
  })
})

describe('a visit', () => {
  test('[SA9] shows lines and the store’s total, and what is doubtful apart', async () => {
    const { tell } = rendered(store)
    // A total that is not the sum of the lines: it is not added up here.
    await tell({ revision: 1, visits: [{ ...doubted, total: { amountMinor: 900, currency: 'USD' } }] })
    expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch('$9.00')
    const basket = screen.getByRole('region', { name: 'In your basket' })
    expect(within(basket).getAllByRole('listitem')).toHaveLength(3)
    expect(within(basket).getByText('$3.98')).toBeTruthy()
    expect(screen.getByText('You are not charged for this. Somebody will look at it.')).toBeTruthy()
    expect(screen.getByText(/One of: Kettle Brand Jalapeño/)).toBeTruthy()
  })

  test('[SA6] ends with the receipt, and then there is a pass again', async () => {
    const { tell, line } = rendered(store)
    await tell({ revision: 1, visits: [leaving] })
    expect(screen.getByText('On your way out')).toBeTruthy()
    act(() => line.store.told('visit:patched', { after: 1, revision: 2, put: [sealed], drop: [] }))
    expect(screen.getByText('Thank you')).toBeTruthy()
    expect(screen.getByText('Paid')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Show a new entry pass' }))
    expect(await screen.findByRole('img', { name: 'Entry pass as a QR code' })).toBeTruthy()
  })

  test('[SA2] stays on the screen when the line breaks, and says so', async () => {
    const { tell, line } = rendered(store)
    await tell({ revision: 1, visits: [shopping] })
    act(() => line.store.down())
    expect(screen.getByText('Offline')).toBeTruthy()
    expect(screen.getByText(/as we last heard of it/)).toBeTruthy()
    expect(screen.getByText('Kettle Brand Sea Salt')).toBeTruthy()
  })
})

async function whysIn(language: string) {
  const { tell } = rendered(store, { language, path: `/receipts/${encodeURIComponent(sealed.id)}` })
  await tell({ revision: 1, visits: [sealed] })
  const lines = screen.getByRole('region', { name: language === 'en-US' ? 'Receipt' : '小票' })
  return [...lines.querySelectorAll('.why')]
}

describe('why a line is charged', () => {
  test('[SA13] when, where, the weight against the catalogue, who was near, what else it may have been', async () => {
    const [, chips] = await whysIn('en-US')
    const text = (selector: string) => [...chips!.querySelectorAll(selector)].map(({ textContent }) => textContent)
    expect(text('.why-sure')).toEqual(['We are 91% sure of this line.'])
    expect(text('.reason-what')).toEqual(['At 1:06:21 PM you took 1 × Taco Bell Mild Tortilla Chips.'])
    expect(text('.reason-facts li')).toEqual([
      'Gondola A, shelf 2 of 5 from the bottom, in the middle',
      'The shelf became 72\u00a0g lighter. 1 × Taco Bell Mild Tortilla Chips should weigh 70\u00a0g: 1.6\u00a0g off.',
      'Your hand came within 8\u00a0cm of it. The next person stayed 1.3\u00a0m away.',
    ])
    expect(text('.reason-also li')).toEqual([
      '2% another shopper took 1 × Taco Bell Mild Tortilla Chips',
      '0.2% a hand or a thing that only lay there for a moment',
    ])
    expect(text('.why-wrong')).toEqual(['Not right? Tell us below, or show this page to the staff: receipt no. 7.'])
  })

  test('[SA13] in Chinese, with a picture of the place for each time that something was taken', async () => {
    const [salt] = await whysIn('zh-CN')
    expect(salt!.querySelectorAll('.reason')).toHaveLength(2)
    expect(salt!.querySelectorAll('.shelf-sketch .sketch-board')).toHaveLength(10)
    expect(salt!.querySelector('.reason-what')?.textContent).toBe('13:05:21，您拿取了 Kettle Brand Sea Salt × 1。')
    expect(salt!.querySelector('.reason-also')?.textContent).toMatch(/另一位顾客拿取了/)
  })

  test('[SA13] a line of which nothing was kept says so', async () => {
    const [, , doritos] = await whysIn('en-US')
    expect(doritos!.textContent).toMatch(/No more than that was kept/)
  })

  test('[SA9] what is doubtful says what was seen, and charges nothing for it', async () => {
    await whysIn('en-US')
    expect(screen.getByText('Several articles fit what the shelf weighed.')).toBeTruthy()
    expect(screen.getByText('At 1:08:21 PM something moved here.')).toBeTruthy()
  })
})

describe('[SA14] a gate that stays shut', () => {
  test.each([
    ['en', Object.keys(en.gate)],
    ['zh-CN', Object.keys(zh.gate)],
  ])('is explained in %s, whatever the reason', (_language, keys) => {
    expect(keys).toEqual(expect.arrayContaining(reasons.map((reason) => reason.replaceAll('-', '_'))))
  })

  test('says so on the phone although nobody touched it, and the next code is fetched', async () => {
    let asked = 0
    const { tell, line } = rendered((path) => {
      if (path === '/api/entry-passes') asked++
      return store(path)
    })
    await tell({ revision: 0, visits: [] })
    expect(await screen.findByRole('img')).toBeTruthy()
    act(() => line.store.told('pass:refused', { reason: 'payment-declined', message: 'Declined.' }))
    expect(screen.getByRole('alert').textContent).toMatch(/Your bank declined, and nothing was charged/)
    await waitFor(() => expect(asked).toBe(2))
    act(() => line.store.told('pass:refused', { reason: 'from-tomorrow', message: 'The gate hums.' }))
    expect(screen.getByRole('alert').textContent).toBe('The gate hums.')
  })
})

describe('[SA15] who cannot look at the screen', () => {
  test('hears what came into the basket and what went out of it', async () => {
    const { tell, line } = rendered(store)
    await tell({ revision: 1, visits: [shopping] })
    const [salt, chips] = shopping.lines
    const fewer = {
      ...shopping,
      lines: [{ ...salt!, quantity: 1 }, chips!],
      total: { amountMinor: 448, currency: 'USD' },
    }
    act(() => line.store.told('visit:patched', { after: 1, revision: 2, put: [fewer], drop: [] }))
    expect(screen.getByRole('log').textContent).toBe(
      'Not in your basket any more: 1 × Kettle Brand Sea Salt and 3 × Doritos Nacho Cheese 1 oz. So far $4.48.',
    )
    act(() => line.store.told('visit:patched', { after: 2, revision: 3, put: [shopping], drop: [] }))
    expect(screen.getByRole('log').textContent).toMatch(/^In your basket: .*So far \$8\.84\.$/)
  })

  test('is told by the title which screen this is, in the language chosen', async () => {
    const { tell } = rendered(store, { path: '/account' })
    await tell({ revision: 0, visits: [] })
    expect(document.title).toBe('Account – Store without a cashier')
    fireEvent.click(screen.getByRole('button', { name: '简体中文' }))
    await waitFor(() => expect(document.title).toBe('账户 – 无人收银商店'))
  })
})

test('[SA7] a party is told how to go in, and that the basket is one', async () => {
  const { tell } = rendered(store)
  expect(await screen.findByRole('img')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'One person more' }))
  expect(screen.getByText(/^Show this code once, then go in one after the other/)).toBeTruthy()
  await tell({ revision: 1, visits: [{ ...entering, party: 2 }] })
  expect(screen.getByText(/^Come in, all 2 of you/)).toBeTruthy()
  expect(screen.getByText(/2 people, one basket/)).toBeTruthy()
})

describe('receipts', () => {
  test('[SA11] are told in the language, currency and time of the store', async () => {
    const { tell } = rendered(store, { path: '/receipts', language: 'zh-TW' })
    await tell({ revision: 0, visits: [] })
    const newest = (await screen.findAllByRole('link')).find((link) => link.textContent?.includes('8.84'))
    expect(newest?.textContent).toMatch(/2026年11月21日.*13:04.*Corner Shop.*6 件商品.*已付款/)
    expect(document.documentElement.lang).toBe('zh-CN')
  })

  test('opens one by its number, slashes and all', async () => {
    const { tell } = rendered(
      (path) =>
        path === `/api/receipts/${encodeURIComponent(sealed.id)}` ? { status: 200, body: sealed } : store(path),
      { path: '/receipts' },
    )
    await tell({ revision: 0, visits: [] })
    const newest = (await screen.findAllByRole('link')).find((link) => link.textContent?.includes('$8.84'))
    fireEvent.click(newest!)
    expect((await screen.findByText('Receipt no.')).nextSibling?.textContent).toBe('7')
    expect(screen.getByText('Charged to your card, once.')).toBeTruthy()
  })

  test('[SA11] a language once chosen is remembered', async () => {
    const { storage, tell } = rendered(store, { path: '/account' })
    await tell({ revision: 0, visits: [] })
    fireEvent.click(screen.getByRole('button', { name: '简体中文' }))
    expect(await screen.findByRole('heading', { name: '账户' })).toBeTruthy()
    expect(storage.getItem('store.language')).toBe('zh-CN')
  })
})
