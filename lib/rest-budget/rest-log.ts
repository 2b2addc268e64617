import 'server-only'
import { type RestRecord, writeRestRecordsTo } from '../bitrix24/rest-record.ts'
import { inPortals } from '../db/in-portals.ts'
import { isDatabaseDown } from '../db/is-database-down.ts'
import { writeByHalves } from '../db/write-by-halves.ts'
import { onDrain } from '../platform/drain.ts'
import { newId } from '../platform/ids.ts'
import { describeError, log } from '../platform/log.ts'

const flushMs = 1_000
const maxWaiting = 5_000
const maxCode = 64

/** Keeps a row per REST call, written in batches off the path. Best effort: a lost row is a gap in a log, nothing more. */
export function startRestLog(): void {
  let waiting: RestRecord[] = []
  const flush = async () => {
    const records = waiting
    waiting = []
    await writeOrLose(records)
  }
  writeRestRecordsTo((record) => {
    if (waiting.length < maxWaiting) waiting.push(record)
  })
  const timer = setInterval(() => void flush(), flushMs)
  timer.unref()
  onDrain('jobs', async () => {
    clearInterval(timer)
    await flush()
  })
}

/** A row that cannot be written, of a portal that is gone for instance, does not take the others with it. */
function writeOrLose(records: readonly RestRecord[]): Promise<void> {
  return writeByHalves(records, {
    write: writeRestCalls,
    isFaultOfARow: (error) => !isDatabaseDown(error),
    onFailure: ({ length }, error) =>
      log().warn({ err: describeError(error), rows: length }, 'REST log rows were lost'),
  })
}

/** The code is the portal's word: PostgreSQL refuses NUL in text, and nobody reads a long one. */
function cleanCode(code: string): string {
  return code.replaceAll('\0', '').slice(0, maxCode)
}

async function writeRestCalls(records: readonly RestRecord[]): Promise<void> {
  if (records.length === 0) return
  const column = <T>(pick: (record: RestRecord) => T) => records.map(pick)
  const portalIds = [...new Set(records.map((record) => record.portalId))]
  await inPortals(portalIds, async (tx) => {
    // What waited here while its portal was uninstalled must not come back after the deletion, which takes this lock first.
    const installed = await tx.$queryRaw<{ id: string }[]>`
      select portal_id::text as id from installation
      where portal_id = any (${portalIds}::uuid[]) and status <> 'UNINSTALLED' order by portal_id for share`
    await tx.$executeRaw`
      insert into rest_call (portal_id, id, method, outcome, duration_ms, operating_ms, at)
      select c.portal_id, c.id, c.method, c.outcome, c.duration_ms, c.operating_ms, c.at
      from unnest(
        ${column((r) => r.portalId)}::uuid[], ${column(() => newId())}::uuid[], ${column((r) => r.method)}::text[],
        ${column((r) => cleanCode(r.outcome))}::text[], ${column((r) => r.durationMs)}::int[], ${column((r) => r.operatingMs)}::int[],
        ${column((r) => r.at)}::timestamptz[]
      ) as c (portal_id, id, method, outcome, duration_ms, operating_ms, at)
      where c.portal_id = any (${installed.map(({ id }) => id)}::uuid[])`
  })
}
