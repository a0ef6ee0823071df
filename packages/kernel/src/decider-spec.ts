import { Fault } from './fault.ts'

/** What came of a command: its events, or the code of the Fault that refused it. */
export type Outcome<Event> = readonly Event[] | { readonly refused: string }

/**
 * For tests only: lets a decider's test read as a sentence.
 *
 *     expect(given(opened, admitted).when({ type: 'leave' })).toEqual([left])
 *     expect(given(opened).when({ type: 'leave' })).toEqual({ refused: IllegalMove.code })
 *
 * The clock stands at 0 unless `when` moves it. What is no Fault is a bug, and passes through.
 */
export const specFor =
  <State, Command, Event>(decider: {
    readonly initial: State
    decide(state: State, command: Command, at: number): readonly Event[]
    evolve(state: State, event: Event): State
  }) =>
  (...history: readonly Event[]) => ({
    when(command: Command, at = 0): Outcome<Event> {
      const state = history.reduce((before, event) => decider.evolve(before, event), decider.initial)
      try {
        return decider.decide(state, command, at)
      } catch (error) {
        if (error instanceof Fault) return { refused: error.code }
        throw error
      }
    },
  })
