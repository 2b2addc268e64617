import { type Statement, statement } from '../db/statement.ts'
import type { Divided } from './broken-lists.ts'
import { type Hint, maxRetrySeconds } from './fold-receipts.ts'

const minRetrySeconds = 2

/**
 * Passes these receipts over for a while: until `retryAt` where that is known, else as long again as they have waited already,
 * which doubles, within bounds; and with chance so that they do not all come back at once.
 */
export function deferSql(portalId: string, hints: readonly Hint[], retryAt: Date | null): Statement[] {
  const ids = hints.flatMap((hint) => hint.receiptIds)
  if (ids.length === 0) return []
  const deferred = statement`
    update event_delivery
    set deferred_until = coalesce(${retryAt}::timestamptz + random() * interval '1 second', now()
      + (0.5 + random() / 2) * make_interval(secs => least(${maxRetrySeconds}::float8, greatest(
        ${minRetrySeconds}::float8, extract(epoch from now() - received_at)::float8))))
    where portal_id = ${portalId}::uuid and id = any (${ids}::uuid[]) and settled_at is null`
  return [deferred]
}

/** Lets the receipts of a broken list wait a little; then each is asked for with fewer others. */
export function divideSql(portalId: string, divided: readonly Divided[]): Statement[] {
  return divided.map(({ hints, inSeconds }) => {
    const ids = hints.flatMap((hint) => hint.receiptIds)
    return statement`
      update event_delivery
      set attempts = attempts + 1, deferred_until = now() + make_interval(secs => ${inSeconds}::float8)
      where portal_id = ${portalId}::uuid and id = any (${ids}::uuid[]) and settled_at is null`
  })
}
