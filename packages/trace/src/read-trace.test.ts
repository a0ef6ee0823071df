import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryFrame } from '@store/device-protocol/arbitrary-frame.ts'
import { readTrace } from './read-trace.ts'
import { createLineSplitter } from './split-lines.ts'
import {
  bytesOf,
  framesIn,
  header,
  inChunks,
  readBytes,
  refusalOf,
  traceBytes,
  tracksFrame,
  upTo,
  weightFrame,
} from './trace-bytes.ts'
import { TraceRefused } from './trace-refused.ts'

const frames = upTo(5).map((seq) => weightFrame(seq))
const whole = new TextDecoder().decode(traceBytes(frames))
const [headerLine = '', firstLine = ''] = whole.split('\n')

describe('a trace is read as it was written', () => {
  test('[TR9] every frame comes back', async () => {
    expect(await readBytes(traceBytes(frames))).toEqual(frames)
  })

  test('[TR2] the borders of the chunks make no difference', async () => {
    const chunks = fc.integer({ min: 1, max: 2000 })
    await fc.assert(
      fc.asyncProperty(chunks, async (size) => {
        expect(await readBytes(bytesOf(whole), size)).toEqual(frames)
      }),
    )
  })

  test('[TR2] any bytes fall into the lines that they hold', () => {
    const bytes = fc.uint8Array({ maxLength: 60, max: 12 }) // 10, the newline, is one in thirteen
    fc.assert(
      fc.property(fc.array(bytes), (chunks) => {
        const splitter = createLineSplitter(1_000_000)
        const lines = [...chunks.flatMap((chunk) => splitter.push(chunk).lines), splitter.rest()].map((line) =>
          [...line].join(),
        )
        const expected = chunks
          .flatMap((chunk) => [...chunk])
          .join()
          .split(/(?<![0-9])10(?![0-9])/)
          .map((line) => line.replaceAll(/^,|,$/g, ''))
        expect(lines).toEqual(expected)
      }),
    )
  })

  test('[TR1] lines count from the header, which is line 1', async () => {
    const { batches } = await readTrace(inChunks(bytesOf(whole)), 'day.jsonl')
    const lines: number[] = []
    for await (const batch of batches) lines.push(...batch.map(({ line }) => line))
    expect(lines).toEqual([2, 3, 4, 5, 6])
  })

  test.each([
    ['no newline at the end', whole.trimEnd()],
    ['blank lines at the end', `${whole}\n  \n\r\n`],
    ['CRLF', whole.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${whole}`],
  ])('[TR2] %s is fine', async (_, text) => {
    expect(await readBytes(bytesOf(text), 97)).toEqual(frames)
  })

  test('[TR5] the header is handed on, with the planogram as it is', async () => {
    const wire = {
      type: 'header',
      format: 'smart-store-trace',
      version: 1,
      name: 'n',
      store: 's',
      planogram: ['as it is'],
      startedAt: '2020-01-28T22:24:05.089Z',
      recorded: true,
      inside: [{ shopper: 'ana', track: 't1' }, { shopper: 'ben' }],
    }
    const text = [JSON.stringify(wire), firstLine].join('\n')
    const { type: _t, format: _f, version: _v, ...expected } = wire
    expect((await readTrace(inChunks(bytesOf(text)), 'day.jsonl')).header).toEqual(expected)
  })

  test('[TR9] what is never refused is any frame that stands alone', async () => {
    const onTime = arbitraryFrame.map((frame) => ({ ...frame, arrivedMs: frame.capturedMs }))
    const speaks = onTime.filter(
      (frame) => frame.kind !== 'weight' || frame.grams.some((grams) => !Number.isNaN(grams)),
    )
    await fc.assert(
      fc.asyncProperty(speaks, async (frame) => {
        expect(await readBytes(traceBytes([frame]))).toEqual([frame])
      }),
    )
  })
})

describe('a trace that is not whole is refused by its line', () => {
  const replaced = (line: number, text: string): string =>
    whole
      .split('\n')
      .with(line - 1, text)
      .join('\n')

  test.each([
    ['[TR6] nothing', '', 'line 0: there is nothing in it'],
    ['[TR6] blank lines alone', '\n\n', 'line 0: there is nothing in it'],
    ['[TR6] a header alone', `${headerLine}\n`, 'line 1: the trace ends after its header'],
    ['[TR6] another kind of file', 'gtin,name\n1,oats\n', 'line 1: a trace begins with a header, and this does not'],
    ['[TR6] a trace without its header', firstLine, 'line 1: a trace begins with a header'],
    ['[TR3] a blank line in the middle', replaced(3, ''), 'line 3: the line is blank, and more follows'],
    ['[TR3] a blank line first', `\n${whole}`, 'line 1: the line is blank, and more follows'],
    ['[TR3] a line that is not JSON', replaced(4, 'oops'), 'line 4: this is not JSON'],
    ['[TR3] a line cut off at the end', whole.slice(0, -20), 'line 6: the line breaks off in mid-message'],
    ['[TR3] two traces in one file', whole + whole, 'line 7: a second header stands here'],
    [
      '[TR3] a malformed message',
      replaced(2, firstLine.replace('"seq":1', '"seq":0')),
      'line 2: the weight message is malformed: seq is 0. Expected: a whole number from 1.',
    ],
    ['[TR3] a byte order mark further down', replaced(3, `\uFEFF${firstLine}`), 'line 3: this is not JSON'],
  ])('%s', async (_, text, says) => {
    const message = await refusalOf(readBytes(bytesOf(text), 64))
    expect(message).toContain(`day.jsonl, ${says}`)
    expect(message).toMatch(/^[^\n]*\. [A-Z][^\n]*\.$/)
  })

  test('[TR3] invalid UTF-8', async () => {
    const bytes = bytesOf(whole)
    bytes[bytes.indexOf(10) + 20] = 0xff
    expect(await refusalOf(readBytes(bytes))).toContain('line 2: the line is not valid UTF-8')
  })

  test.each([
    [{ version: 2 }, "the header's version is 2; this program reads version 1"],
    [{ version: '1' }, 'the header\'s version is "1"; this program reads version 1'],
    [{ format: 'other' }, 'the header\'s format is "other", not "smart-store-trace"'],
    [{ name: '' }, 'the header\'s name is ""'],
    [{ store: undefined }, "the header's store is missing"],
    [{ startedAt: 'today' }, 'the header\'s startedAt is "today"'],
    [{ inside: [{ shopper: 7 }] }, "the header's inside is malformed"],
    [{ recorded: 'yes' }, 'the header\'s recorded is "yes"'],
  ])('[TR5] a header with %j', async (change, says) => {
    const text = JSON.stringify({ type: 'header', format: 'smart-store-trace', version: 1, ...header, ...change })
    expect(await refusalOf(readBytes(bytesOf(`${text}\n${firstLine}\n`)))).toContain(`day.jsonl, line 1: ${says}`)
  })

  test('[TR1] it is a Fault with its parts, on one line whatever the file is called', async () => {
    const refused = await framesIn(readTrace(inChunks(bytesOf('x')), 'a\nb.jsonl')).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: TraceRefused.code,
      kind: 'refused',
      detail: { source: 'a\nb.jsonl', line: 1 },
    })
    expect(TraceRefused.is(refused) && refused.message).toMatch(/^a b\.jsonl, line 1: [^\n]+$/)
  })

  test('[TR4] a line of 200 MB is refused at the limit, and what follows is never asked for', async () => {
    let asked = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield bytesOf(whole)
      const megabyte = new Uint8Array(1024 * 1024).fill(65)
      for (; asked < 200; asked++) yield megabyte
    }
    const message = await refusalOf(framesIn(readTrace(endless(), 'day.jsonl')))
    expect(message).toContain('line 7: the line is over 8388608 bytes long, more than any device message')
    expect(asked).toBeLessThan(10)
  })

  test('[TR1] what delivers the bytes is closed when the header is refused', async () => {
    let isClosed = false
    async function* bytes(): AsyncGenerator<Uint8Array> {
      try {
        yield bytesOf('not a trace\n')
        yield bytesOf('more\n')
      } finally {
        isClosed = true
      }
    }
    await refusalOf(readTrace(bytes(), 'day.jsonl'))
    expect(isClosed).toBe(true)
  })

  test('[TR2] tracks and weights mix', async () => {
    const mixed = [...frames, ...upTo(3).map((seq) => tracksFrame(seq))]
    expect(await readBytes(traceBytes(mixed))).toEqual(mixed)
  })
})
