import 'server-only'
import type { MethodUse } from '../bitrix24/operating-time.ts'
import { shareBudgets } from '../bitrix24/rest-budget.ts'
import { standardLimit } from '../bitrix24/rest-limit.ts'
import { type Grant, reserveShare, type Wanted } from '../bitrix24/token-bucket.ts'
import type { Transaction } from '../db/client.ts'
import { inOneTrip } from '../db/in-one-trip.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Statement, statement } from '../db/statement.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { createBudget } from './create-budget.ts'

const firstPauseSeconds = 1.5
const maxPauseSeconds = 30
/** Being declined again so soon after the pause doubles the next one. */
const inARowSeconds = 60

/**
 * Lets all instances draw on one bucket per portal, a row in PostgreSQL: one statement takes as many requests as wait in this
 * process, by the database's clock. What is told or asked here costs some ms beside a REST call's hundred.
 */
export function shareBudgetsByDatabase(clock: Clock = systemClock): void {
  shareBudgets({
    take: (portalId, wanted) => takeShared(portalId, wanted, clock),
    putBack: async (portalId, count) => void (await inPortal(portalId, (tx) => putBack(tx, portalId, count))),
    penalize: async (portalId) => void (await inPortal(portalId, (tx) => penalize(tx, portalId))),
    tell: async (portalId, use) => void (await inPortal(portalId, (tx) => tell(tx, portalId, use, clock().getTime()))),
  })
}

async function takeShared(portalId: string, wanted: Wanted, clock: Clock) {
  const taken = await take(portalId, wanted, clock)
  if (taken) return taken
  await inPortal(portalId, (tx) => createBudget(tx, portalId, standardLimit))
  const again = await take(portalId, wanted, clock)
  if (!again) throw new Error('The portal has no REST budget.')
  return again
}

type Row = {
  granted: number
  left: number
  per_second: number
  reserve: number
  paused_ms: number
  uses: { method: string; seconds: number; reset_in_ms: number; blocked_for_ms: number }[]
}

/**
 * Refills the bucket up to now and takes from it: for the urgent what there is, for the background what is above the reserve.
 * What is lost when PostgreSQL ends is a few tokens. `clock_timestamp`, because the lock of the row may have been waited for.
 */
async function take(
  portalId: string,
  { urgent, background }: Wanted,
  clock: Clock,
): Promise<{ grant: Grant; uses: MethodUse[] } | null> {
  const [{ rows }] = await inOneTrip([portalId], [takeSql(portalId, { urgent, background })], { isDurable: false })
  const [row] = rows
  if (!row) return null
  const { granted, left, per_second: perSecond, reserve, paused_ms: pausedMs } = row
  const nowMs = clock().getTime()
  const uses = row.uses.map((use) => ({
    method: use.method,
    operatingSeconds: use.seconds,
    resetAtMs: nowMs + use.reset_in_ms,
    blockedUntilMs: nowMs + use.blocked_for_ms,
  }))
  return { grant: { granted, left, perSecond, reserve, pausedMs }, uses }
}

function takeSql(portalId: string, { urgent, background }: Wanted): Statement<Row> {
  return statement<Row>`
    with held as (
      select clock_timestamp() as at, burst, per_second, tokens, counted_at, paused_until, burst * ${reserveShare}::float8 as reserve
      from rest_budget where portal_id = ${portalId}::uuid for update
    ), refilled as (
      select at, per_second, reserve,
             greatest(0, coalesce(extract(epoch from paused_until - at), 0) * 1000)::float8 as paused_ms,
             least(burst, tokens + greatest(0, extract(epoch from at - counted_at)) * per_second)::float8 as tokens
      from held
    ), first as (
      select *, case when paused_ms > 0 then 0 else least(${urgent}::int, floor(tokens))::int end as urgent from refilled
    ), taken as (
      select *, urgent + case when paused_ms > 0 then 0 else
        least(${background}::int, greatest(0, floor(tokens - urgent - reserve)))::int end as granted
      from first
    )
    update rest_budget b
    set tokens = taken.tokens - taken.granted, counted_at = greatest(b.counted_at, taken.at)
    from taken where b.portal_id = ${portalId}::uuid
    returning taken.granted, b.tokens as left, taken.per_second, taken.reserve, taken.paused_ms, (
      select coalesce(json_agg(json_build_object(
        'method', method, 'seconds', operating_seconds,
        'reset_in_ms', extract(epoch from reset_at - now()) * 1000,
        'blocked_for_ms', coalesce(extract(epoch from blocked_until - now()) * 1000, 0))), '[]')
      from rest_method where portal_id = ${portalId}::uuid and reset_at > now()) as uses`
}

/** After a refusal nothing comes back: the bucket begins anew. */
function putBack(tx: Transaction, portalId: string, count: number): Promise<number> {
  return tx.$executeRaw`
    update rest_budget set tokens = least(burst, tokens + ${count})
    where portal_id = ${portalId}::uuid and (paused_until is null or paused_until <= now())`
}

/** Of many requests that are declined at once, the first one counts. */
function penalize(tx: Transaction, portalId: string): Promise<number> {
  return tx.$executeRaw`
    with strike as (
      select case when paused_until > now() - make_interval(secs => ${inARowSeconds}) then least(strikes + 1, 10) else 1 end as strikes
      from rest_budget
      where portal_id = ${portalId}::uuid and (paused_until is null or paused_until <= now()) for update
    ), pause as (
      select strikes, now() + make_interval(secs => (0.75 + random() / 2) * least(
        ${maxPauseSeconds}::float8, ${firstPauseSeconds}::float8 * power(2, strikes - 1))) as until
      from strike
    )
    update rest_budget set strikes = pause.strikes, paused_until = pause.until, counted_at = pause.until, tokens = 1
    from pause where portal_id = ${portalId}::uuid`
}

/** In spans of time, since the clocks of two instances may differ. */
function tell(tx: Transaction, portalId: string, use: MethodUse, nowMs: number): Promise<number> {
  const seconds = (untilMs: number) => Math.max(0, untilMs - nowMs) / 1_000
  const blockedFor = use.blockedUntilMs > nowMs ? seconds(use.blockedUntilMs) : null
  return tx.$executeRaw`
    insert into rest_method (portal_id, method, operating_seconds, reset_at, blocked_until)
    values (${portalId}::uuid, ${use.method}, ${use.operatingSeconds}::float8,
            now() + make_interval(secs => ${seconds(use.resetAtMs)}::float8),
            now() + make_interval(secs => ${blockedFor}::float8))
    on conflict (portal_id, method) do update set
      operating_seconds = excluded.operating_seconds,
      reset_at = greatest(rest_method.reset_at, excluded.reset_at),
      blocked_until = greatest(rest_method.blocked_until, excluded.blocked_until)`
}
