/**
 * Live views are a snapshot, then patches. A patch applies only on top of the revision it names: a viewer at any other
 * revision has missed something, and joins again.
 */
export interface Patch<Item> {
  readonly after: number
  readonly revision: number
  readonly put: readonly Item[]
  readonly drop: readonly string[]
}

/** The items after a patch, by id; `undefined` when the viewer must rejoin. */
export function patched<Item extends { readonly id: string }>(
  view: { readonly revision: number; readonly items: ReadonlyMap<string, Item> },
  patch: Patch<Item>,
): { revision: number; items: ReadonlyMap<string, Item> } | undefined {
  if (patch.after !== view.revision) return undefined
  const items = new Map(view.items)
  for (const id of patch.drop) items.delete(id)
  for (const item of patch.put) items.set(item.id, item)
  return { revision: patch.revision, items }
}
