import { itemPath, listPath } from '../bitrix24/smart-process.ts'
import type { MessageKey, MessageValues } from '../language/translate.ts'
import { visibleText } from '../language/visible-text.ts'

/** An item that a bell speaks of. `type` is the type's name in the viewer's language. */
export type RungItem = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly title: string
  readonly type: string
}

type Translate = (key: MessageKey, values?: MessageValues) => string

const maxTitle = 200

/**
 * The text of one notification, in BB code: the item with a link to its card, or how many there are of each type with a link
 * to its list. Titles are text and stay text, without brackets: whoever names an item could otherwise write links into a
 * colleague's bell, or what a batch reads as a reference.
 */
export function bellText(t: Translate, portalAddress: string, items: readonly RungItem[]): string {
  const [first] = items
  if (!first) return ''
  if (items.length === 1) {
    const words = t('bell.one', {
      type: plain(first.type),
      title: plain(visibleText(first.title)) || `#${first.itemId}`,
    })
    return link(portalAddress + itemPath(first.entityTypeId, first.itemId), words)
  }
  const counts = [...Map.groupBy(items, (item) => item.entityTypeId)].map(([entityTypeId, of]) =>
    link(portalAddress + listPath(entityTypeId), `${plain(of[0]?.type ?? '')}: ${of.length}`),
  )
  return `${t('bell.many', { count: items.length })} ${counts.join(', ')}`
}

function link(address: string, words: string): string {
  return `[URL=${address}]${words}[/URL]`
}

/** The same notification sent twice replaces itself (chats/notifications/im-notify-system-add.md). */
export function bellTag(userId: number, items: readonly RungItem[]): string {
  const [first] = items
  return `SPF|${userId}|${first?.entityTypeId}|${first?.itemId}|${items.length}`
}

function plain(text: string): string {
  const line = text.replaceAll('[', '(').replaceAll(']', ')').replace(/\s+/g, ' ').trim()
  return line.length > maxTitle ? `${line.slice(0, maxTitle - 1)}…` : line
}
