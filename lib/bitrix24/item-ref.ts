/** An item of the CRM: its number is one within its type alone. */
export type ItemRef = { readonly entityTypeId: number; readonly itemId: number }

/** `1220:22`: one text for each item, as the key of maps and as a feed item's `id`. */
export function itemKey({ entityTypeId, itemId }: ItemRef): string {
  return `${entityTypeId}:${itemId}`
}
