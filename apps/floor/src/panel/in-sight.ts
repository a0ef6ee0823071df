/**
 * What was chosen somewhere else on the screen, on the map or in a list of concerns, is brought into sight, and moves
 * nothing where it is already. Used as a ref: it is called when an element becomes the chosen one.
 */
export function inSight(element: Element | null): void {
  // Not in every test's page.
  element?.scrollIntoView?.({ block: 'nearest' })
}
