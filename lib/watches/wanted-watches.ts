import { z } from 'zod'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { EntityType } from '../bitrix24/smart-process.ts'
import type { WantedWatch, WatchProblem } from './watch.ts'

export const maxWatches = 100

export const wantedWatchesSchema = z.object({
  watches: z
    .array(
      z.object({
        entityTypeId: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
        visibility: z.enum(['crm', 'portal']).default('crm'),
        history: z.enum(['none', 'week', 'last500']).default('none'),
      } satisfies Record<keyof WantedWatch, z.ZodType>),
    )
    .max(1_000),
})

/** Leads, deals, contacts, companies and quotes have events of their own and never announce creations this way. */
const otherEvents: ReadonlySet<number> = new Set([1, 2, 3, 4, 7])

export function hasOtherEvents(entityTypeId: number): boolean {
  return otherEvents.has(entityTypeId)
}

/** Why a type whose list is refused cannot be followed; null where the refusal passes, or is about the whole portal. */
export function problemOf(entityTypeId: number, { kind, code }: RestFailure): WatchProblem | null {
  switch (kind) {
    case 'not_found':
      return { entityTypeId, reason: 'unknown_type' }
    case 'denied':
      return { entityTypeId, reason: 'denied' }
    case 'other':
      return { entityTypeId, reason: 'declined', code }
    default:
      return null
  }
}

/** Why each of the wanted types cannot be followed; empty when all can. */
export function checkWanted(wanted: readonly WantedWatch[], known: readonly EntityType[]): WatchProblem[] {
  const knownIds = new Set(known.map((type) => type.entityTypeId))
  const seen = new Set<number>()
  return wanted.flatMap(({ entityTypeId }): WatchProblem[] => {
    if (seen.has(entityTypeId)) return [{ entityTypeId, reason: 'twice' }]
    seen.add(entityTypeId)
    if (hasOtherEvents(entityTypeId)) return [{ entityTypeId, reason: 'never_announced' }]
    return knownIds.has(entityTypeId) ? [] : [{ entityTypeId, reason: 'unknown_type' }]
  })
}
