import { cleanup, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, test, vi } from 'vitest'
import { Field } from './field.tsx'
import { wordingOf } from './language.ts'
import { Mishap } from './mishap.tsx'
import { ShelfSketch } from './shelf-sketch.tsx'

afterEach(cleanup)

const mishap = { title: '页面出错了', lead: '请重新载入页面。', reload: '重新载入' }
const storage = { getItem: () => 'zh-CN', setItem: () => {} }

function rendered(part: ReactNode) {
  const wording = wordingOf({ en: {}, 'zh-CN': { mishap } }, storage, [], document.documentElement)
  return render(<I18nextProvider i18n={wording}>{part}</I18nextProvider>).container
}

function Broken(): never {
  throw new Error('a bug')
}

test('[HS5] [FV13] [SA17] a screen that breaks says so in the language chosen, and offers to begin anew', () => {
  // React tells the console as well, for whoever mends it.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  rendered(
    <Mishap>
      <Broken />
    </Mishap>,
  )
  expect(screen.getByRole('alert').textContent).toMatch(/^页面出错了/)
  expect(screen.getByRole('button', { name: '重新载入' })).toBeTruthy()
  vi.restoreAllMocks()
})

const described = () => document.getElementById(screen.getByLabelText('E-mail').getAttribute('aria-describedby')!)

test('[HS6] an input is described by its hint, then by its error, on a line that stays', () => {
  const { rerender } = render(<Field label="E-mail" />)
  const line = described()
  expect(line?.textContent).toBe('')
  rerender(<Field label="E-mail" hint="Like ada@example.com" />)
  expect(described()?.textContent).toBe('Like ada@example.com')
  rerender(<Field label="E-mail" hint="Like ada@example.com" error="This is not an address." />)
  expect(described()).toBe(line)
  expect(line?.textContent).toBe('This is not an address.')
  expect(screen.getByLabelText('E-mail').getAttribute('aria-invalid')).toBe('true')
})

const sketch = (board: number) =>
  rendered(<ShelfSketch place={{ gondola: 'A', board, boards: 4, from: 0.5, to: 0.75 }} />)

test('[HS8] boards count from the bottom, and the place is where it is on its own', () => {
  const drawn = [1, 2, 3, 4].map((board) => sketch(board).querySelector<SVGRectElement>('.sketch-place')!)
  const heights = drawn.map((place) => Number(place.getAttribute('y')))
  expect(heights).toEqual(heights.toSorted((a, b) => b - a))
  expect(drawn.map((place) => Number(place.getAttribute('x')))).toEqual([60, 60, 60, 60])
  expect(drawn[0]!.getAttribute('width')).toBe('30')
  expect(drawn[0]!.ownerSVGElement!.querySelectorAll('.sketch-board')).toHaveLength(4)
})
