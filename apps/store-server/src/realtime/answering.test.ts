import type { Answer } from '@store/contract/answer.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { answering } from './answering.ts'

const Full = defineFault('shop.full', 'refused', () => 'Nobody else fits in.')

async function answersTo(handle: (n: number) => Promise<number> | number, request: unknown) {
  const answers: Answer<number>[] = []
  const [errors, refusals]: [object[], string[]] = [[], []]
  const note = (fields: object): void => void errors.push(fields)
  const log = { info: note, warn: note, error: note }
  const handler = answering(z.object({ n: z.int() }), ({ n }) => handle(n), {
    log,
    refused: (code) => refusals.push(code),
  })
  await handler(request, (answer) => answers.push(answer))
  return { answers, errors, refusals, handler }
}

describe('[RT1] every request is answered exactly once, and nothing is thrown across', () => {
  test('with what it asked for', async () => {
    expect(await answersTo((n) => n + 1, { n: 1 })).toMatchObject({ answers: [{ ok: true, value: 2 }], refusals: [] })
  })

  test('with the Fault’s own code and sentence', async () => {
    const { answers, refusals } = await answersTo(() => Promise.reject(Full({})), { n: 1 })
    expect(answers).toEqual([{ ok: false, fault: { code: 'shop.full', message: 'Nobody else fits in.' } }])
    expect(refusals).toEqual(['shop.full'])
  })

  test('with no more than that something broke, which is logged', async () => {
    const { answers, errors } = await answersTo(() => Promise.reject(new Error('password is hunter2')), { n: 1 })
    expect(answers).toMatchObject([{ ok: false, fault: { code: 'server.bug' } }])
    expect(JSON.stringify(answers)).not.toContain('hunter2')
    expect(errors).toMatchObject([{ err: new Error('password is hunter2') }])
  })

  test.each([[undefined], [null], ['text'], [[]], [{ n: 'x' }], [{ n: 0.5 }]])(
    'with a refusal where it is %j',
    async (raw) => {
      const { answers } = await answersTo((n) => n, raw)
      expect(answers).toMatchObject([{ ok: false, fault: { code: 'request.malformed' } }])
    },
  )

  test('unless it wants no answer: then it is not done either', async () => {
    let asked = 0
    const { handler, refusals } = await answersTo(() => ++asked, 'garbage')
    await handler({ n: 1 })
    expect([asked, refusals]).toEqual([0, ['request.malformed', 'request.without-reply']])
  })
})
