import { expect, test } from 'vitest'
import { createLogger } from './logging.ts'

test('[HT6] secrets are blanked wherever they stand in a line, and errors bring no luggage', () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => void lines.push(line) })
  log.info(
    { password: 'hush', body: { token: 'hush', inner: { key: 'hush' } }, headers: { authorization: 'hush' } },
    'x',
  )
  log.error({ err: Object.assign(new Error('no JSON'), { body: '{"password":"hush"}', code: 'E_PARSE' }) }, 'y')
  expect(lines.join('')).not.toContain('hush')
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ err: { type: 'Error', message: 'no JSON', code: 'E_PARSE' } })
})
