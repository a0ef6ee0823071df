import type { AskedReplay } from './arguments.ts'
import { play, type Played, type Watching } from './play.ts'
import { jsonReport } from './report/json.ts'
import type { Paint } from './report/paint.ts'
import { meanText, traceText } from './report/trace-text.ts'
import { meanF1, scoreOf, type Score } from './score.ts'
import { truthOfTrace } from './truth-of-trace.ts'

/** One trace's outcome; the score only where truth was asked for. */
export interface Replayed extends Played {
  readonly score?: Score
}

export interface Outlet {
  readonly print: (text: string) => void
  readonly paint: Paint
  readonly watching?: Watching
}

/** Plays what was asked for and prints it. Answers the exit code; throws whatever makes the input unusable. */
export async function replay(asked: AskedReplay, { print, paint, watching }: Outlet): Promise<number> {
  const done: Replayed[] = []
  for (const file of asked.files) {
    const replayed = await replayOne(file, asked, watching)
    if (!asked.isJson) print(traceText(replayed, { paint, isExplained: asked.isExplained }))
    done.push(replayed)
  }
  const scores = done.flatMap(({ score }) => score ?? [])
  // JSON is printed when every trace is done: half a document would be worse than none.
  if (asked.isJson) print(jsonReport(done, { isExplained: asked.isExplained }))
  else if (scores.length > 1) print(meanText(scores, paint))
  return asked.minF1 !== undefined && meanF1(scores) < asked.minF1 ? 1 : 0
}

async function replayOne(
  file: string,
  { storeDir, isScored }: AskedReplay,
  watching: Watching | undefined,
): Promise<Replayed> {
  const truth = isScored ? await truthOfTrace(file) : undefined
  const played = await play(file, storeDir, watching)
  return truth ? { ...played, score: scoreOf(played.receipts, truth.receipts) } : played
}
