import 'server-only'
import { callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { PortalAccess } from '../bitrix24/rest-client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { type DirectoryEntry, type DirectoryKey, neededKeys, placeholder, type References } from './directory.ts'
import { keepNames } from './keep-names.ts'
import { isFinal, planQuestions } from './question.ts'

const freshSeconds = 6 * 3_600

/** Learns names, whatever happens: an item without them is better than none, and the next item mends it. */
export async function learnNames(
  access: PortalAccess,
  items: readonly References[],
  clock: Clock = systemClock,
): Promise<void> {
  try {
    await askNames(access, items, clock)
  } catch (error) {
    log().warn({ err: describeError(error), portalId: access.portalId }, 'names were not learnt')
  }
}

/** Asks the CRM for the names that these items need and we do not have, in one request, and keeps them. */
async function askNames(access: PortalAccess, items: readonly References[], clock: Clock): Promise<void> {
  const { portalId } = access
  const needed = neededKeys(items)
  const missing = await dropKnown(portalId, needed, clock())
  if (missing.length === 0) return
  const questions = new Map([...planQuestions(items, missing)].slice(0, maxCommands))
  const answer = await callBatch(access, new Map([...questions].map(([key, { command }]) => [key, command])))
  if (!answer.ok) return
  const learnt = new Map<string, DirectoryEntry>()
  const untold = new Map<string, DirectoryEntry>()
  for (const [key, { about, read }] of questions) {
    if (!answer.results.has(key) && !isFinal(answer.failures.get(key))) continue
    for (const entry of read(answer.results.get(key))) learnt.set(`${entry.kind}:${entry.key}`, entry)
    for (const asked of about) untold.set(`${asked.kind}:${asked.key}`, placeholder(asked))
  }
  for (const key of learnt.keys()) untold.delete(key)
  await keepNames(portalId, { learnt: [...learnt.values()], untold: [...untold.values()] }, clock())
}

async function dropKnown(portalId: string, needed: DirectoryKey[], now: Date) {
  if (needed.length === 0) return []
  const known = await inPortal(portalId, (tx) =>
    tx.directoryEntry.findMany({
      where: {
        portalId,
        key: { in: needed.map(({ key }) => key) },
        fetchedAt: { gt: secondsFrom(now, -freshSeconds) },
      },
      select: { kind: true, key: true },
    }),
  )
  const keys = new Set(known.map(({ kind, key }) => `${kind}:${key}`))
  return needed.filter(({ kind, key }) => !keys.has(`${kind}:${key}`))
}
