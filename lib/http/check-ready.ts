import 'server-only'
import type { Pool } from '../db/client.ts'
import { inPortals } from '../db/in-portals.ts'
import { isDraining } from '../platform/drain.ts'
import { env } from '../platform/env.ts'
import { once } from '../platform/once.ts'
import { within } from '../platform/within.ts'

/**
 * What keeps this instance from serving: names of parts, no reasons. Asked on connections that no viewer uses, and one question at a
 * time, however many ask: so a crowd does not make it look as if the database were gone, and whoever asks all the time fills nothing.
 */
export async function checkReady(): Promise<string[]> {
  if (isDraining()) return ['draining']
  const check = once('ready-check', () => ({ asking: null as Promise<string[]> | null, isWarm: false }))
  check.asking ??= ask(check).finally(() => {
    check.asking = null
  })
  return check.asking
}

async function ask(check: { isWarm: boolean }): Promise<string[]> {
  // The first time each pool is made: a first event that had to wait for that could run out of time, and events come once.
  const asked: Pool[] = check.isWarm ? ['ready', 'ingest'] : ['ready', 'ingest', 'default']
  try {
    await within(env().databaseTimeoutMs, 'The database', () => Promise.all(asked.map(ping)))
    check.isWarm = true
    return []
  } catch {
    return ['database']
  }
}

/** As a transaction, like all that follows: its statements are compiled when they first run. */
async function ping(pool: Pool): Promise<void> {
  await inPortals([], (tx) => tx.$queryRaw`select 1`, { pool })
}
