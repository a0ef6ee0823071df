import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { busy, cornerShop, facings } from '../tests/floors.ts'
import { rendered } from '../tests/rendered.tsx'

afterEach(cleanup)

const section = (name: RegExp) => screen.getByRole('region', { name })

describe('the entrance', () => {
  test('[FA6] lets staff in and tells a shopper why not', async () => {
    const { kept } = rendered({ role: 'shopper' })
    fireEvent.change(screen.getByLabelText('E-mail'), { target: { value: 'ada@example.com' } })
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'a few good words' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/shopper’s/))
    expect(kept.size).toBe(0)
  })

  test('[FA3] is where one is when the token is not taken any more', async () => {
    const { open, line } = rendered()
    await open()
    act(() => line.store.refused())
    expect(screen.getByText('You were signed out. Please sign in again.')).toBeTruthy()
    expect(line.isClosed).toBe(true)
  })
})

describe('the map', () => {
  test('[FA8] draws every fixture, gate and facing of the layout, and every person', async () => {
    const { open, page } = rendered()
    await open()
    const map = page.container.querySelector('svg.map')!
    expect(map.querySelectorAll('.gondola')).toHaveLength(cornerShop.gondolas.length)
    expect(map.querySelectorAll('.gate')).toHaveLength(cornerShop.gates.length)
    expect(map.querySelectorAll('.bar')).toHaveLength(facings.length)
    expect(map.querySelectorAll('.dot')).toHaveLength(5)
  })

  test('[FA8] stands gondolas where they stand', async () => {
    const { open, page } = rendered()
    await open()
    const transforms = [...page.container.querySelectorAll('.gondola > g')].map((g) => g.getAttribute('transform'))
    // A: x 0.1, y 2.6 of 6.2, turned by 90 degrees.
    expect(transforms[0]).toBe('translate(10 360) rotate(-90)')
  })

  test('[FA7] puts a dot where a person was seen', async () => {
    const { open, page } = rendered()
    await open()
    expect(page.container.querySelector('[data-dot="dot/1"]')?.getAttribute('transform')).toBe('translate(140.0 430.0)')
  })

  test('[FA9] names nobody: a person is the number of a visit', async () => {
    const { open } = rendered()
    await open()
    expect(screen.getByRole('link', { name: 'Visit 8, items: 6' })).toBeTruthy()
    expect(screen.getByText('Somebody without a visit')).toBeTruthy()
  })
})

describe('the lists', () => {
  test('[FA5] begin with what needs somebody', async () => {
    const { open } = rendered()
    await open()
    const concerns = within(section(/^Needs attention/)).getAllByRole('listitem')
    expect(concerns[0]?.textContent).toBe('plates-R is silent: what happens there is not seen')
    expect(concerns.at(-1)?.textContent).toMatch(/products are out of stock/)
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
    const news = { kind: 'event', id: 'event/99', at: '2026-11-21T18:05:00.000Z', text: 'Visit 9 left.', level: 'info' }
    act(() => line.store.patched({ after: 1, revision: 2, put: [news], drop: [] }))
    const [first] = within(section(/^As it happens/)).getAllByRole('listitem')
    expect(first?.textContent).toBe('13:05:00Visit 9 left.')
  })

  test('show what devices say of themselves, the worst first', async () => {
    const { open } = rendered()
    await open()
    const rows = within(section(/^Devices/)).getAllByRole('row')
    expect(rows[1]?.textContent).toBe('plates-R platesSilent–0')
    expect(rows[2]?.textContent).toBe('tracker trackerLate2.8 sec0')
  })
})

test('[FA2] a broken line leaves the floor and says since when', async () => {
  const { open, line } = rendered()
  await open()
  act(() => line.store.down())
  expect(screen.getByText(/^Not connected. This is how the store was at/)).toBeTruthy()
  expect(screen.getAllByRole('row').length).toBeGreaterThan(5)
})

test('[FA10] everything but the store’s own words is in the language chosen, and stays so', async () => {
  const { open, kept } = rendered()
  await open(busy)
  fireEvent.click(screen.getByRole('button', { name: '简体中文' }))
  expect(await screen.findByRole('heading', { name: /^需要处理/ })).toBeTruthy()
  expect(document.documentElement.lang).toBe('zh-CN')
  expect(kept.get('store.language')).toBe('zh-CN')
})
