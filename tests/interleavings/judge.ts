import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { CrmItem } from '../support/portal-driver.ts'

/** An item that a story has created. */
export type Born = { entityTypeId: number; id: number; mustShow: boolean; alive: boolean }

type Shown = ReadonlyMap<string, FeedItem>
type OfType = {
  readonly entityTypeId: number
  /** Items up to here need not be in the feed. */
  readonly baseline: number
  readonly shown: Shown
  readonly crm: ReadonlyMap<number, CrmItem>
  readonly born: readonly Born[]
}

/** What of one type somebody's feed shows otherwise than the CRM does. */
export function judgeType(name: string, { entityTypeId, baseline, shown, crm, born }: OfType): string[] {
  const problems: string[] = []
  for (const [id, item] of crm) {
    const row = shown.get(`${entityTypeId}:${id}`)
    if (!row && id > baseline) problems.push(`${name} misses ${entityTypeId}:${id}`)
    if (row && (row.title !== item.title || row.assignedTo?.id !== item.assignedBy.id)) {
      problems.push(`${name} sees ${row.id} as it was: ${row.title}`)
    }
  }
  for (const row of shown.values()) {
    if (row.entityTypeId === entityTypeId && !crm.has(row.itemId))
      problems.push(`${name} sees ${row.id}, which the CRM does not show`)
  }
  for (const { id, mustShow, alive, entityTypeId: type } of born) {
    const isDue = mustShow && alive && type === entityTypeId && crm.has(id)
    if (isDue && !shown.has(`${type}:${id}`))
      problems.push(`${name} misses ${type}:${id}, created while it was watched`)
  }
  return problems
}

/** What a screen shows otherwise than the feed does. */
export function judgeScreen(name: string, screen: Shown, feed: Shown): string[] {
  const missing = [...feed].filter(([key, item]) => screen.get(key)?.revision !== item.revision)
  const leftOver = [...screen.keys()].filter((key) => !feed.has(key))
  return [...missing.map(([key]) => `${name} lacks ${key}`), ...leftOver.map((key) => `${name} still shows ${key}`)]
}
