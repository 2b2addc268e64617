import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { NotifySettings } from './notify-rule.ts'
import { notifySchema } from './notify-schema.ts'

export type RingingViewer = { readonly userId: number; readonly settings: NotifySettings }

/** The viewers of a portal who want Bitrix24's bell. Settings that are no longer understood count as off. */
export async function readRingingViewers(tx: Transaction, portalId: string): Promise<RingingViewer[]> {
  const rows = await tx.$queryRaw<{ user_id: bigint; notify: unknown }[]>`
    select user_id, preferences->'notify' as notify from viewer_state
    where portal_id = ${portalId}::uuid and (preferences->'notify'->>'bell') = 'true'`
  return rows.flatMap(({ user_id, notify }) => {
    const parsed = notifySchema.safeParse(notify)
    return parsed.success ? [{ userId: Number(user_id), settings: parsed.data }] : []
  })
}
