import type { PassVerdict } from '@store/contract/device.ts'

/**
 * Brings passes from the phone page to the simulated gate. The server is there before the gate is, so what is held up
 * early is told so.
 */
export function guestDoor() {
  let gate: ((pass: string) => Promise<PassVerdict>) | undefined
  return {
    goTo(visit: (pass: string) => Promise<PassVerdict>): void {
      gate = visit
    },
    hold: (pass: string): Promise<PassVerdict> =>
      gate
        ? gate(pass)
        : Promise.resolve({
            open: false,
            reason: 'trouble',
            message: 'The shop is just opening. Try again in a moment.',
          }),
  }
}
