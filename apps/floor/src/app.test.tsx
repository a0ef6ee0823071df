import type { FloorItem, FloorNews } from '@store/contract/floor.ts'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { busy, cornerShop, facings, found } from '../tests/floors.ts'
import { rendered } from '../tests/rendered.tsx'

afterEach(cleanup)

const concernsTold = () =>
  within(section(/^(Needs attention|需要处理)/))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent)

const section = (name: RegExp) => screen.getByRole('region', { name })

describe('the entrance', () => {
  test('[FV6] lets staff in and tells a shopper why not', async () => {
    const { kept } = rendered({ role: 'shopper' })
    fireEvent.change(screen.getByLabelText('E-mail'), { target: { value: 'ada@example.com' } })
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'a few good words' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/shopper’s/))
    expect(kept.size).toBe(0)
  })

  test('[FV3] is where one is when the token is not taken any more', async () => {
    const { open, line } = rendered()
    await open()
    act(() => line.store.refused())
    expect(screen.getByText('You were signed out. Please sign in again.')).toBeTruthy()
    expect(line.isClosed).toBe(true)
  })
})

describe('the map', () => {
  test('[FV8] draws every fixture, gate and facing of the layout, and every person', async () => {
    const { open, page } = rendered()
    await open()
    const map = page.container.querySelector('svg.map')!
    expect(map.querySelectorAll('.gondola')).toHaveLength(cornerShop.gondolas.length)
    expect(map.querySelectorAll('.gate')).toHaveLength(cornerShop.gates.length)
    expect(map.querySelectorAll('.bar')).toHaveLength(facings.length)
    expect(map.querySelectorAll('.dot')).toHaveLength(5)
  })

  test('[FV8] stands gondolas where they stand', async () => {
    const { open, page } = rendered()
    await open()
    const transforms = [...page.container.querySelectorAll('.gondola > g')].map((g) => g.getAttribute('transform'))
    // A: x 0.1, y 2.6 of 6.2, turned by 90 degrees.
    expect(transforms[0]).toBe('translate(10 360) rotate(-90)')
  })

  test('[FV7] puts a dot where a person was seen', async () => {
    const { open, page } = rendered()
    await open()
    expect(page.container.querySelector('[data-dot="dot/1"]')?.getAttribute('transform')).toBe('translate(140.0 430.0)')
  })

  test('[FV9] names nobody: a person is the number of a visit', async () => {
    const { open } = rendered()
    await open()
    expect(screen.getByRole('link', { name: 'Visit 8, items: 6' })).toBeTruthy()
    expect(screen.getByText('Somebody without a visit')).toBeTruthy()
  })
})

describe('the lists', () => {
  test.each([
    [
      'en',
      'Fig Bar changed hands: visit 7 took it, and visit 8 has it',
      'The hands of visits 8 and 9 met: something may have changed hands',
      ['taken by visit 7 and handed on', 'perhaps handed to visit 9 (36%)'],
    ],
    [
      'zh-CN',
      'Fig Bar 由顾客 7 拿取，转交给了顾客 8',
      '顾客 8 与顾客 9 的手碰到一起：可能有商品转手',
      ['由顾客 7 拿取后转交', '可能已转交给顾客 9（36%）'],
    ],
  ])('[FV20] tell what changed hands, and what may have (%s)', async (language, event, met, lines) => {
    const { open } = rendered({ language, path: '/visits/v8' })
    const at = '2026-11-21T18:05:00.000Z'
    const perhapsWith = { visit: '9', probability: 0.36 }
    const news: readonly FloorNews[] = [
      { what: 'handed-on', visit: '8', name: 'Fig Bar', takenBy: '7' },
      { what: 'hands-met', visit: '8', other: '9' },
      {
        what: 'acts',
        acts: [{ action: 'put-back', visit: '8', name: 'Gum', quantity: 1, takenBy: '7' }],
        gondola: 'A',
        shelf: 2,
      },
    ]
    await open([
      ...busy.map((item): FloorItem =>
        item.kind === 'visit' && item.id === 'v8'
          ? { ...item, lines: item.lines.map((one, i) => (i === 0 ? { ...one, takenBy: '7', perhapsWith } : one)) }
          : item,
      ),
      ...news.map((one, i): FloorItem => ({
        kind: 'event',
        id: `event/h${i}`,
        at,
        level: 'info',
        news: one,
      })),
    ])
    expect(screen.getByText(event)).toBeTruthy()
    expect(screen.getByText(met)).toBeTruthy()
    for (const line of lines) expect(screen.getAllByText(line)).toHaveLength(1)
    expect(screen.getByText(/Gum.*7.*[)）]$/).textContent).toMatch(/which visit 7 had taken|由顾客 7 拿取后转交/)
  })

  test('[FV19] what is chosen elsewhere on the screen is brought into sight', async () => {
    const seen: string[] = []
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
      seen.push(this.textContent ?? '')
    })
    const { open } = rendered()
    await open()
    fireEvent.click(screen.getByRole('link', { name: 'Visit 8, items: 6' }))
    expect(seen).toEqual([expect.stringMatching(/^8Visit 8Shopping/)])
    fireEvent.click(within(section(/^Needs attention/)).getByRole('link', { name: 'Gondola B1' }))
    expect(seen.at(-1)).toMatch(/^Gondola B1/)
    expect(seen).toHaveLength(2)
    vi.restoreAllMocks()
  })

  test('[FV5] begin with what needs somebody', async () => {
    const { open } = rendered()
    await open()
    const concerns = within(section(/^Needs attention/)).getAllByRole('listitem')
    expect(concerns[0]?.textContent).toBe('plates-R is silent: what happens there is not seen')
    expect(concerns.at(-1)?.textContent).toMatch(/products are out of stock/)
  })

  test.each([
    [
      'en',
      'Plates 3, 4 of gondola R, shelf 2 say nothing: what is taken there is told by their neighbours alone',
      'bubly Cherry 12 oz weighs 402.4\u00a0g, not 370\u00a0g as the master data says (6 weighings)',
    ],
    [
      'zh-CN',
      '货架 R 第 2 层的秤板 3、4 没有读数：那里拿走的商品只能靠相邻秤板判断',
      'bubly Cherry 12 oz 实重 402.4\u00a0g，与主数据的 370\u00a0g 不符（称量 6 次）',
    ],
  ] as const)('[FV15] tell of silent plates and of wrong weights (%s)', async (language, plates, weight) => {
    const { open, line } = rendered({ language })
    await open()
    act(() => line.store.told('floor:patched', { after: 1, revision: 2, put: [...found], drop: [] }))
    expect(concernsTold()).toEqual(expect.arrayContaining([plates, weight]))
    act(() => line.store.told('floor:patched', { after: 2, revision: 3, put: [], drop: found.map(({ id }) => id) }))
    expect(concernsTold()).not.toEqual(expect.arrayContaining([plates]))
  })

  test('open a basket, on the map and in the list alike', async () => {
    const { open, page } = rendered()
    await open()
    fireEvent.click(screen.getByRole('link', { name: 'Visit 8, items: 6' }))
    const basket = within(section(/^Baskets/))
    expect(basket.getByText("Lay's Classic 1 oz")).toBeTruthy()
    expect(basket.getByText('91%')).toBeTruthy()
    expect(page.container.querySelector('[data-dot="dot/2"]')?.getAttribute('data-selected')).toBe('true')
    fireEvent.click(basket.getByRole('link', { name: /^Visit 8/ }))
    expect(basket.queryByText("Lay's Classic 1 oz")).toBeNull()
  })

  test('open a gondola, shelf by shelf', async () => {
    const { open } = rendered()
    await open()
    // On the map, and among the concerns: it is out of something.
    fireEvent.click(screen.getAllByRole('link', { name: 'Gondola B1' })[0]!)
    expect(within(section(/^Gondola B1/)).getByText('Shelf 5')).toBeTruthy()
  })

  test('tell events as they come, by the store’s clock', async () => {
    const { open, line } = rendered()
    await open()
    const news = { what: 'visit', visit: '9', status: 'leaving', party: 1, units: 0 }
    const event = { kind: 'event', id: 'event/99', at: '2026-11-21T18:05:00.000Z', level: 'info', news }
    act(() => line.store.told('floor:patched', { after: 1, revision: 2, put: [event], drop: [] }))
    const [first] = within(section(/^As it happens/)).getAllByRole('listitem')
    expect(first?.textContent).toBe('13:05:00Visit 9 is in the exit')
  })

  test('[FV11] tell of a visit that is settled while its people still stand in the exit', async () => {
    const { open, line } = rendered()
    await open()
    const left = busy.find((item) => item.kind === 'visit' && item.id === 'v6')!
    act(() =>
      line.store.told('floor:patched', { after: 1, revision: 2, put: [{ ...left, status: 'sealed' }], drop: [] }),
    )
    const basket = within(section(/^Baskets/))
    expect(basket.getByRole('link', { name: /^Visit 6 Going out/ })).toBeTruthy()
    act(() => line.store.told('floor:patched', { after: 2, revision: 3, put: [], drop: ['dot/4'] }))
    expect(basket.getByRole('link', { name: /^Visit 6 Left/ })).toBeTruthy()
  })

  test('show what devices say of themselves, the worst first', async () => {
    const { open } = rendered()
    await open()
    const rows = within(section(/^Devices/)).getAllByRole('row')
    expect(rows[1]?.textContent).toBe('plates-R platesSilent–0')
    expect(rows[2]?.textContent).toBe('tracker trackerLate2.8 sec0')
  })
})

test('[FV2] a broken line leaves the floor and says since when', async () => {
  const { open, line } = rendered()
  await open()
  act(() => line.store.down())
  expect(screen.getByText(/^Not connected. This is how the store was at/)).toBeTruthy()
  expect(screen.getAllByRole('row').length).toBeGreaterThan(5)
})

const worded = {
  en: [
    'Visit 6 took 1 × Kettle Brand Sea Salt (gondola A, shelf 2)',
    'Visit 6 is in the exit',
    'Attention: Device plates-R was refused: its clock is ahead',
    'Visit 9 came in',
    'Visit 8 took 2 × Doritos Nacho Cheese 1 oz (gondola A, shelf 4)',
    'Visit 5 ended with 2 items',
    'Attention: The payment of visit 4 waits for the staff',
    'Visit 8 put 1 × Taco Bell Mild Tortilla Chips back (gondola B1, shelf 1)',
    'Attention: Unclear change of -31\u00a0g (gondola I1, shelf 3)',
    'Visit 7 showed a pass for 3 people',
  ],
  'zh-CN': [
    '顾客 6 拿取了 Kettle Brand Sea Salt × 1（货架 A 第 2 层）',
    '顾客 6 进入出口',
    '注意：设备 plates-R 被拒绝：设备时钟超前',
    '顾客 9 进店',
    '顾客 8 拿取了 Doritos Nacho Cheese 1 oz × 2（货架 A 第 4 层）',
    '顾客 5 结束购物，共 2 件',
    '注意：顾客 4 的付款等待店员处理',
    '顾客 8 放回了 Taco Bell Mild Tortilla Chips × 1（货架 B1 第 1 层）',
    '注意：重量变化 -31\u00a0g，原因不明（货架 I1 第 3 层）',
    '顾客 7 出示了入场码（3 人）',
  ],
}

test.each(['en', 'zh-CN'] as const)('[FV10] events are worded in %s', async (language) => {
  const { open, page } = rendered({ language })
  await open()
  const told = [...page.container.querySelectorAll('.events li > span')].map(({ textContent }) => textContent)
  expect(told).toEqual(worded[language])
})

test('[FV10] a refusal that the screen has no words for is told in the device’s own', async () => {
  const { open } = rendered({ language: 'zh-CN' })
  const news = { what: 'device-refused', device: 'd', code: 'device.from-tomorrow', detail: 'It hums.' } as const
  await open([{ kind: 'event', id: 'event/1', at: '2026-11-21T18:05:00.000Z', level: 'attention', news }])
  expect(screen.getByText(/It hums\./)).toBeTruthy()
})

test('[FV10] everything is in the language chosen, and stays so', async () => {
  const { open, kept } = rendered()
  await open(busy)
  fireEvent.click(screen.getByRole('button', { name: '简体中文' }))
  expect(await screen.findByRole('heading', { name: /^需要处理/ })).toBeTruthy()
  expect(document.documentElement.lang).toBe('zh-CN')
  expect(kept.get('store.language')).toBe('zh-CN')
})
