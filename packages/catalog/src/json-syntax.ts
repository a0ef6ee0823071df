/**
 * Where a text stops being JSON (RFC 8259): an offset, `undefined` where it is JSON throughout.
 * `JSON.parse` decides what is JSON; this exists because its message names the place on some Node versions only.
 */
export function whereJsonBreaks(text: string): number | undefined {
  const scanner = new Scanner(text)
  try {
    scanner.value()
    scanner.skip(WHITESPACE)
    return scanner.offset === text.length ? undefined : scanner.offset
  } catch (error) {
    if (error === BROKEN) return scanner.offset
    throw error
  }
}

/** As editors count: both from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: lines.at(-1)!.length + 1 }
}

const BROKEN = new Error('not JSON from here on')
const WHITESPACE = /[ \t\n\r]*/y
// oxlint-disable-next-line no-control-regex -- JSON bans exactly these from strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y
const MARK = { '{': /\{/y, '}': /\}/y, '[': /\[/y, ']': /\]/y, ':': /:/y, ',': /,/y }

class Scanner {
  offset = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  value(): void {
    this.skip(WHITESPACE)
    if (this.skip(MARK['{'])) this.list(MARK['}'], () => this.member())
    else if (this.skip(MARK['['])) this.list(MARK[']'], () => this.value())
    else if (!this.skip(STRING)) this.expect(SCALAR)
  }

  /** Moves past `pattern` if it stands here. */
  skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset
    const found = pattern.exec(this.text)
    if (found) this.offset += found[0].length
    return found !== null
  }

  private list(close: RegExp, element: () => void): void {
    this.skip(WHITESPACE)
    if (this.skip(close)) return
    for (;;) {
      element()
      this.skip(WHITESPACE)
      if (this.skip(close)) return
      this.expect(MARK[','])
    }
  }

  private member(): void {
    this.skip(WHITESPACE)
    this.expect(STRING)
    this.skip(WHITESPACE)
    this.expect(MARK[':'])
    this.value()
  }

  private expect(pattern: RegExp): void {
    if (!this.skip(pattern)) throw BROKEN
  }
}
