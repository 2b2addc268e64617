import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { FeedClient } from '../support/feed-client.ts'
import type { PortalDriver } from '../support/portal-driver.ts'
import { type Born, judgeType } from './judge.ts'

type Judged = {
  readonly portal: PortalDriver
  readonly userId: number
  readonly client: FeedClient
  /** Baselines by type. */
  readonly watches: ReadonlyMap<number, number>
  readonly born: readonly Born[]
}

/** Reads somebody's whole feed and compares it with what the CRM shows that person: each item once, and as it is now. */
export async function judgeFeed(name: string, { portal, userId, client, watches, born }: Judged) {
  const { items } = await client.wholeFeed()
  const shown = new Map(items.map((item): [string, FeedItem] => [`${item.entityTypeId}:${item.itemId}`, item]))
  const problems = shown.size === items.length ? [] : [`${name} sees an item twice`]
  for (const [entityTypeId, baseline] of watches) {
    const crm = await portal.listAs(userId, entityTypeId)
    problems.push(...judgeType(name, { entityTypeId, baseline, shown, crm, born }))
  }
  for (const item of items)
    if (!watches.has(item.entityTypeId)) problems.push(`${name} sees ${item.id}, which is not watched`)
  return { shown, problems }
}
