import { describe, expect, test } from 'vitest'
import { ConfigWrong, readConfig } from './config.ts'

const least = { STORE_DIR: 'stores/corner-shop' }

describe('[HT1] the environment', () => {
  test('needs a store, and nothing else', () => {
    expect(readConfig(least)).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      publicOrigin: 'http://localhost:8080',
      databaseUrl: undefined,
      logLevel: 'info',
      demo: false,
    })
  })

  test('an empty variable is one that is not set', () => {
    expect(readConfig({ ...least, PORT: '', DATABASE_URL: '', DEMO: '' })).toEqual(readConfig(least))
  })

  test('everything given is taken', () => {
    const given = { ...least, PORT: '9000', PUBLIC_ORIGIN: 'https://store.example/', DEMO: '1', TRUST_PROXY: '1' }
    expect(readConfig(given)).toMatchObject({
      port: 9000,
      publicOrigin: 'https://store.example',
      demo: true,
      trustProxy: 1,
    })
  })

  test.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PORT', '1e3'],
    ['DATABASE_URL', 'mysql://secret@db/store'],
    ['STORE_DIR', ''],
    ['PUBLIC_ORIGIN', 'store.example'],
    ['PUBLIC_ORIGIN', 'https://store.example/shop'],
    ['STAFF_EMAIL', 'the boss'],
    ['BANK_URL', 'bank'],
    ['METRICS_TOKEN', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['TRUST_PROXY', 'yes'],
    ['DEMO', 'true'],
    ['CLOCK_SPEED', '31'],
    ['CLOCK_BEHIND_MINUTES', '0'],
  ])('%s=%s is refused by name, and not repeated', (name, value) => {
    const attempt = () => readConfig({ ...least, [name]: value })
    expect(attempt).toThrow(expect.objectContaining({ code: ConfigWrong.code }))
    expect(attempt).toThrow(new RegExp(`^ {2}${name} must `, 'm'))
    expect(attempt).not.toThrow(/secret@/)
  })

  test('[CK5] a clock that lags is for simulated devices, and has to catch up', () => {
    expect(readConfig({ ...least, DEMO: '1', CLOCK_SPEED: '10' }).clock).toEqual({ behindMs: 3_600_000, speed: 10 })
    expect(readConfig({ ...least, DEMO: '1', CLOCK_SPEED: '1' }).clock).toBeUndefined()
    expect(() => readConfig({ ...least, CLOCK_SPEED: '10' })).toThrow('CLOCK_SPEED is for simulated devices')
    expect(() => readConfig({ ...least, DEMO: '1', CLOCK_BEHIND_MINUTES: '5' })).toThrow('CLOCK_BEHIND_MINUTES needs')
  })

  test('all that is wrong is told at once', () => {
    expect(() => readConfig({ PORT: 'x', DEMO: 'x' })).toThrow(/PORT[\s\S]*STORE_DIR[\s\S]*DEMO/)
  })
})
