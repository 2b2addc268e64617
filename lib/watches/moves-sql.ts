import { type Statement, statement } from '../db/statement.ts'
import type { Moved, WatchMove } from './watch-position.ts'

const pausedRetrySeconds = 3_600

/** What walks that began at `walkedAt` made of their watches, for the transaction that records the items. */
export function movesSql(portalId: string, moves: readonly WatchMove[], walkedAt: Date): Statement[] {
  const moved = moves.filter((move) => move.kind === 'moved')
  const stopped = moves.flatMap((move) => (move.kind === 'moved' ? [] : [stopSql(portalId, move, walkedAt)]))
  return [...(moved.length > 0 ? [advanceSql(portalId, moved, walkedAt)] : []), ...stopped]
}

function stopSql(portalId: string, move: Exclude<WatchMove, Moved>, walkedAt: Date): Statement {
  const reason = move.kind === 'paused' ? move.reason : null
  return statement`
      update watch set
        sweep_due_at = now() + make_interval(secs => ${move.dueInSeconds}::float8),
        paused_at = coalesce(paused_at, case when ${reason}::text is not null then ${walkedAt}::timestamptz end),
        paused_reason = coalesce(${reason}::watch_pause, paused_reason),
        compared_item_id = case when ${reason}::text = 'TYPE_GONE' then coalesce(compared_item_id, baseline_item_id)
                                else compared_item_id end
      where portal_id = ${portalId}::uuid and entity_type_id = ${BigInt(move.entityTypeId)}
        and checkpoint_item_id = ${BigInt(move.fromItemId)}`
}

/**
 * A walk that went through also ends a pause, but not where the type had gone: what answers may be another one under its number,
 * which its primary key has to say.
 */
function advanceSql(portalId: string, moves: readonly Moved[], walkedAt: Date): Statement {
  const column = <T>(pick: (move: Moved) => T) => moves.map(pick)
  return statement`
    with gone as (
      update watch set sweep_due_at = now() + make_interval(secs => ${pausedRetrySeconds}::float8)
      where portal_id = ${portalId}::uuid and paused_reason = 'TYPE_GONE' and type_id is not null
        and entity_type_id = any (${column((m) => BigInt(m.entityTypeId))}::bigint[])
      returning portal_id
    ), asked as (
      insert into type_check (portal_id, due_at) select portal_id, now() from gone limit 1
      on conflict (portal_id) do update set due_at = excluded.due_at
    )
    update watch w set
      checkpoint_item_id = m.to_id,
      swept_at = case when m.swept then ${walkedAt}::timestamptz else w.swept_at end,
      sweep_due_at = case when m.kept then w.sweep_due_at else now() + make_interval(secs => m.due) end,
      walk_span = m.span, paused_at = null, paused_reason = null
    from unnest(
      ${column((m) => BigInt(m.entityTypeId))}::bigint[], ${column((m) => BigInt(m.fromItemId))}::bigint[],
      ${column((m) => BigInt(m.toItemId))}::bigint[], ${column((m) => m.isSwept)}::boolean[],
      ${column((m) => m.dueInSeconds === 'kept')}::boolean[],
      ${column((m) => (m.dueInSeconds === 'kept' ? null : m.dueInSeconds))}::float8[],
      ${column((m) => m.walkSpan)}::int[]
    ) as m (entity_type_id, from_id, to_id, swept, kept, due, span)
    where w.portal_id = ${portalId}::uuid and w.entity_type_id = m.entity_type_id and w.checkpoint_item_id = m.from_id
      and (w.paused_reason is distinct from 'TYPE_GONE' or w.type_id is null)`
}
