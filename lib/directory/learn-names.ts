import 'server-only'
import { mayGoOn } from '../bitrix24/list-rows.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { type DirectoryEntry, type DirectoryKey, nameless, neededKeys, type References } from './directory-entry.ts'
import { isFinal, planQuestions, type Question, saysNone } from './directory-questions.ts'
import { isNameKnown, type NamesOf, nameKey, recordKnownNames } from './known-names.ts'
import { storeNames } from './store-names.ts'

const freshSeconds = 6 * 3_600
/** Items wait for their names, and the portal's lease with them: what a slow portal has not told by then is asked with the next ones. */
const askSeconds = 10

/** Learns names, whatever happens: an item without them is better than none, and the next item mends it. */
export async function learnNames(
  access: PortalAccess & NamesOf,
  items: readonly References[],
  clock: Clock = systemClock,
): Promise<void> {
  try {
    await askNames(access, items, clock)
  } catch (error) {
    log().warn({ err: describeError(error), portalId: access.portalId }, 'names were not learnt')
  }
}

/** Asks the CRM for the names that these items need and we do not have, in one request for each page of the longest list, and keeps them. */
async function askNames(access: PortalAccess & NamesOf, items: readonly References[], clock: Clock): Promise<void> {
  const { portalId } = access
  const needed = neededKeys(items)
  const missing = await dropKnown(access, needed, clock())
  const learnt = new Map<string, DirectoryEntry>()
  const untold = new Map<string, DirectoryEntry>()
  let open = new Map([...planQuestions(items, missing)].slice(0, maxCommands))
  const until = secondsFrom(clock(), askSeconds)
  for (let page = 0; open.size > 0 && (page === 0 || clock() < until); page += 1) {
    const answer = await callBatch(access, new Map([...open].map(([key, { command }]) => [key, command(page)])))
    if (!answer.ok) break
    const next = new Map<string, Question>()
    for (const [key, question] of open) {
      const failure = answer.failures.get(key)
      if (!answer.results.has(key) && !isFinal(failure)) continue
      const read = question.read(answer.results.get(key))
      const goesOn = mayGoOn(read, (entry) => learnt.has(nameKey(entry)))
      if (goesOn && page + 1 < question.maxPages) next.set(key, question)
      else {
        const none = saysNone(failure) ? learnt : untold
        for (const asked of question.about) none.set(nameKey(asked), nameless(asked))
      }
      for (const entry of read.rows) learnt.set(nameKey(entry), entry)
    }
    open = next
  }
  for (const key of learnt.keys()) untold.delete(key)
  await storeNames(portalId, { learnt: [...learnt.values()], untold: [...untold.values()] }, clock())
  recordKnownNames(access, learnt.keys())
}

async function dropKnown(of: NamesOf, wanted: DirectoryKey[], now: Date) {
  const { portalId } = of
  const needed = wanted.filter((name) => !isNameKnown(of, name))
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
  const keys = new Set(known.map(nameKey))
  recordKnownNames(of, keys)
  return needed.filter((name) => !keys.has(nameKey(name)))
}
