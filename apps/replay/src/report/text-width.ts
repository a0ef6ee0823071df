/** How much room text takes on a terminal, and how it is laid into that room. */

export const LINE_WIDTH = 80

/** Names come from files and devices: whatever would move the cursor or break the line is left out. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
export const printable = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u

/** Columns on a terminal: an accent takes none of its own, a Han character two. */
export const widthOf = (text: string): number =>
  [...graphemes.segment(text)].reduce((width, { segment }) => width + (WIDE.test(segment) ? 2 : 1), 0)

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text

/** Between a number and its unit: no line is broken there. */
export const NO_BREAK = '\u00a0'

/** As it is printed: who searches the output for "90.0 g" types an ordinary space. */
export const withBreaks = (text: string): string => text.replaceAll(NO_BREAK, ' ')

/** Breaks between words, and within a word only where it is longer than a line. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line].map(withBreaks)
}

/** Text under a hanging indent: the first line begins with `mark`, the others stand under its end. */
export function indented(text: string, indent: number, mark = ''): string {
  const width = LINE_WIDTH - indent - mark.length
  return wrapped(text, width)
    .map((line, i) => ' '.repeat(indent) + (i === 0 ? withBreaks(mark) : ' '.repeat(mark.length)) + line)
    .join('\n')
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word]
  const cut: string[] = ['']
  for (const { segment } of graphemes.segment(word)) {
    if (widthOf(cut.at(-1)! + segment) > width) cut.push('')
    cut[cut.length - 1] += segment
  }
  return cut
}
