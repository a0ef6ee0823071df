import { styleText } from 'node:util'

/** How text is set off from text; what is read must read as well without it. */
export interface Paint {
  readonly heading: (text: string) => string
  readonly quiet: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

export const plain: Paint = {
  heading: (text) => text,
  quiet: (text) => text,
  good: (text) => text,
  bad: (text) => text,
}

export const colours: Paint = {
  heading: (text) => styleText('bold', text),
  quiet: (text) => styleText('dim', text),
  good: (text) => styleText('green', text),
  bad: (text) => styleText('red', text),
}
