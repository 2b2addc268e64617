import 'server-only'
import { namedOutcomes } from '../bitrix24/refusals.ts'
import type { Transaction } from '../db/client.ts'
import { secondsFrom } from '../platform/clock.ts'
import { firstIdAt } from '../platform/ids.ts'
import { renewalToldDays } from '../watches/watch.ts'
import type { QueueReport, Tally, UnnamedRefusal } from './diagnostics.ts'

type CountRow = { outcome: string; count: bigint }

type StateRow = {
  last_event_at: Date | null
  last_swept_at: Date | null
  proved_at: Date | null
  watches: bigint
  renewed: bigint
  unsettled: bigint
  deferred: bigint
  parked: bigint
  oldest_waiting_at: Date | null
  refused: bigint
}

const daySeconds = 86_400
const hourSeconds = 3_600
const toldAfterMinutes = 5

/** How one portal's receipts and REST calls stand. Ids begin with the time, so a stretch of time is a stretch of the key. */
export async function readQueue(tx: Transaction, portalId: string, now: Date): Promise<QueueReport> {
  const [state] = await tx.$queryRaw<StateRow[]>`
    select (select received_at from event_delivery where portal_id = h.portal_id order by id desc limit 1) as last_event_at,
           w.last_swept_at, p.proved_at, w.watches, w.renewed, q.unsettled, q.deferred, q.parked, q.oldest_waiting_at,
           (select coalesce(sum(count + unproved), 0) from refused_hints
            where portal_id = h.portal_id and hour > ${secondsFrom(now, -daySeconds)}::timestamptz) as refused
    from feed_head h
    left join feed_proof p on p.portal_id = h.portal_id
    cross join lateral (
      select max(swept_at) as last_swept_at, count(*) as watches,
             count(*) filter (where renewed_at > now() - make_interval(days => ${renewalToldDays}::int)) as renewed
      from watch where portal_id = h.portal_id
    ) w
    cross join lateral (
      select count(*) filter (where outcome::text = 'RECEIVED') as unsettled,
             count(*) filter (where outcome::text = 'RECEIVED' and deferred_until > ${now}::timestamptz) as deferred,
             count(*) filter (where outcome::text = 'PARKED') as parked,
             min(received_at) filter (where outcome::text = 'RECEIVED') as oldest_waiting_at
      from event_delivery where portal_id = h.portal_id and (settled_at is null or outcome::text = 'PARKED')
    ) q
    where h.portal_id = ${portalId}::uuid`
  const receipts = await tx.$queryRaw<CountRow[]>`
    select lower(outcome::text) as outcome, count(*) as count from event_delivery
    where portal_id = ${portalId}::uuid and id >= ${firstIdAt(secondsFrom(now, -daySeconds).getTime())}::uuid
    group by 1 order by 2 desc, 1`
  const restCalls = await tx.$queryRaw<CountRow[]>`
    select outcome, count(*) as count from rest_call
    where portal_id = ${portalId}::uuid and at >= ${secondsFrom(now, -hourSeconds)}::timestamptz
    group by 1 order by 2 desc, 1`
  return {
    lastEventAt: state?.last_event_at?.toISOString() ?? null,
    lastSweptAt: state?.last_swept_at?.toISOString() ?? null,
    provedAt: state?.proved_at?.toISOString() ?? null,
    watches: Number(state?.watches ?? 0),
    renewed: Number(state?.renewed ?? 0),
    unsettled: Number(state?.unsettled ?? 0),
    deferred: Number(state?.deferred ?? 0),
    parked: Number(state?.parked ?? 0),
    oldestWaitingAt: state?.oldest_waiting_at?.toISOString() ?? null,
    refused: Number(state?.refused ?? 0),
    receipts: toTally(receipts),
    restCalls: toTally(restCalls),
    unnamed: await readUnnamed(tx, portalId, now),
  }
}

/** One that has passed is nothing to tell an admin; one that goes on for minutes is. */
async function readUnnamed(tx: Transaction, portalId: string, now: Date): Promise<UnnamedRefusal[]> {
  const rows = await tx.$queryRaw<{ code: string; method: string; count: bigint; since: Date }[]>`
    select outcome as code, method, count(*) as count, min(at) as since from rest_call
    where portal_id = ${portalId}::uuid and at >= ${secondsFrom(now, -hourSeconds)}::timestamptz
      and upper(outcome) <> all (${namedOutcomes}::text[])
    group by 1, 2
    having max(at) - min(at) >= make_interval(mins => ${toldAfterMinutes}::int)
    order by max(at) desc, 1, 2 limit 5`
  return rows.map(({ code, method, count, since }) => ({
    ...{ code, method, count: Number(count), sinceAt: since.toISOString() },
  }))
}

function toTally(rows: readonly CountRow[]): Tally {
  return rows.map(({ outcome, count }) => ({ outcome, count: Number(count) }))
}
