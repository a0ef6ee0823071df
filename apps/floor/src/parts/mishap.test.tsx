import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, test, vi } from 'vitest'
import { wording } from '../wording/wording.ts'
import { Mishap } from './mishap.tsx'

afterEach(cleanup)

function Broken(): never {
  throw new Error('a bug')
}

test('[FA13] a screen that breaks says so in the language chosen, and offers to begin anew', () => {
  // React tells the console as well, for whoever mends it.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  render(
    <I18nextProvider i18n={wording({ getItem: () => 'zh-CN', setItem: () => {} }, [])}>
      <Mishap>
        <Broken />
      </Mishap>
    </I18nextProvider>,
  )
  expect(screen.getByRole('alert').textContent).toMatch(/^页面出错了/)
  expect(screen.getByRole('button', { name: '重新载入' })).toBeTruthy()
  vi.restoreAllMocks()
})
