import 'server-only'
import type { EntityType } from '../bitrix24/smart-process.ts'
import type { Transaction } from '../db/client.ts'
import { revokeLease } from '../feed-head/revoke-lease.ts'
import { Refusal } from '../platform/refusal.ts'
import { deleteFormer } from './delete-former.ts'
import { recordPresent } from './record-present.ts'
import { renewTypes } from './renew-types.ts'
import type { PresentType, RenewedType } from './watched-types.ts'

type Saved = {
  readonly wanted: readonly { readonly entityTypeId: number }[]
  /** Those of the portal, as it told them when it was asked at `askedAt`. */
  readonly types: readonly EntityType[]
  readonly askedAt: Date
}

type Known = { entity_type_id: bigint; type_id: bigint; seen_at: Date | null; is_watched: boolean }

/**
 * Before these watches are saved: begins those anew whose type was made anew under its number, and forgets the former type of a
 * number that is not watched yet. A batch that is under way may have read the former one: it writes nothing, and is repeated.
 * @returns the numbers whose watches were begun anew.
 * @throws Refusal `unavailable` where another type has been met under a number since the portal was asked.
 */
export async function restartRenewed(
  tx: Transaction,
  portalId: string,
  { wanted, types, askedAt }: Saved,
): Promise<ReadonlySet<number>> {
  const numbers = new Set(wanted.map(({ entityTypeId }) => entityTypeId))
  const present = types.flatMap((type): PresentType[] =>
    type.typeId !== null && numbers.has(type.entityTypeId) ? [{ ...type, typeId: type.typeId }] : [],
  )
  const known = await readKnown(tx, portalId, [...numbers])
  const remade = present.flatMap((type) => {
    const former = known.get(type.entityTypeId)
    return former && Number(former.type_id) !== type.typeId ? [{ type, former }] : []
  })
  if (remade.some(({ former }) => former.seen_at !== null && former.seen_at > askedAt)) {
    throw new Refusal('unavailable', 'watch_changed')
  }
  const watched = remade.filter(({ former }) => former.is_watched)
  const renewed = await renewTypes(
    tx,
    portalId,
    watched.map(({ type, former }): RenewedType => ({ ...type, formerTypeId: Number(former.type_id) })),
    askedAt,
  )
  for (const { type, former } of remade) if (!former.is_watched) await deleteFormer(tx, portalId, type, askedAt)
  await recordPresent(tx, portalId, present, askedAt)
  if (remade.length > 0) await revokeLease(tx, portalId)
  return new Set(renewed)
}

/** Which types these numbers stood for, where that is known. */
async function readKnown(tx: Transaction, portalId: string, numbers: readonly number[]): Promise<Map<number, Known>> {
  const rows = await tx.$queryRaw<Known[]>`
    select n.entity_type_id, coalesce(w.type_id, f.type_id) as type_id, f.seen_at, w.type_id is not null as is_watched
    from unnest(${numbers.map(BigInt)}::bigint[]) as n (entity_type_id)
    left join watch w on w.portal_id = ${portalId}::uuid and w.entity_type_id = n.entity_type_id
    left join feed_type f on f.portal_id = ${portalId}::uuid and f.entity_type_id = n.entity_type_id
    where coalesce(w.type_id, f.type_id) is not null`
  return new Map(rows.map((row) => [Number(row.entity_type_id), row]))
}
