import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import type { Named } from '#lib/feed/feed-item.ts'

/** What is asked: why an item is in the feed or not and, with a person, whether that person sees it. */
export type ItemQuestion = ItemRef & { readonly person?: Named }

const numberForm = /^[1-9]\d{0,14}$/
const cardForm = /\/type\/([1-9]\d{0,14})\/details\/([1-9]\d{0,14})(?!\d)/

/** What somebody typed or pasted: an item's number, or the address of its card, which names the type as well; null for neither. */
export function readItem(text: string): (Partial<ItemRef> & Pick<ItemRef, 'itemId'>) | null {
  const typed = text.trim()
  if (numberForm.test(typed)) return { itemId: Number(typed) }
  const [, type, id] = cardForm.exec(typed) ?? []
  return type === undefined || id === undefined ? null : { entityTypeId: Number(type), itemId: Number(id) }
}

/** The item that the address of the page asks about, `?entityTypeId=…&itemId=…`; null for none. */
export function questionIn(search: string): ItemRef | null {
  const params = new URLSearchParams(search)
  const [type, id] = [params.get('entityTypeId') ?? '', params.get('itemId') ?? '']
  if (!numberForm.test(type) || !numberForm.test(id)) return null
  return { entityTypeId: Number(type), itemId: Number(id) }
}

/** The query that the same page reads by `questionIn`. */
export function questionOf({ entityTypeId, itemId }: ItemRef): string {
  return `entityTypeId=${entityTypeId}&itemId=${itemId}`
}
