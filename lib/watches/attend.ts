import 'server-only'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { type RecentMap, recentMap } from '../platform/recent-map.ts'
import { sweepPace } from './look-paces.ts'
import { type Attention, recordAttention } from './record-attention.ts'

/** Those that come together are written together, beside what they came with. */
const gatherMs = 50
const maxPerStatement = 500
/** One that is forgotten is written once more. */
const maxRemembered = 50_000

type Attended = {
  readonly lately: RecentMap<string, true>
  readonly waiting: Record<Attention, Set<string>>
  timer: NodeJS.Timeout | null
}

/** How often a portal that somebody goes on looking at is written down: it is left alone for no longer until four intervals are over. */
export function attentionPeriodMs(): number {
  return sweepPace().everySeconds * 1_000
}

/**
 * Somebody looks at this portal, or it announced something. Waits for nothing and never throws: what is lost costs the time until the next
 * sweep, an hour at most. Only after the proof that the sender, or the viewer, is the portal's.
 */
export function attend(portalId: string, attention: Attention, clock: Clock = systemClock): void {
  const attended = once('attention', makeAttended)
  const key = `${attention}:${portalId}`
  if (attended.lately.has(key)) return
  attended.lately.set(key, true)
  attended.waiting[attention].add(portalId)
  attended.timer ??= setTimeout(() => {
    attended.timer = null
    void write(attended, 'opened', clock())
    void write(attended, 'event', clock())
  }, gatherMs)
}

function makeAttended(): Attended {
  const lately = recentMap<string, true>(maxRemembered, attentionPeriodMs())
  return { lately, waiting: { opened: new Set(), event: new Set() }, timer: null }
}

async function write({ lately, waiting }: Attended, attention: Attention, now: Date): Promise<void> {
  const portalIds = [...waiting[attention]]
  waiting[attention].clear()
  for (let start = 0; start < portalIds.length; start += maxPerStatement) {
    const some = portalIds.slice(start, start + maxPerStatement)
    try {
      await writeSome(some, attention, now)
    } catch (error) {
      for (const portalId of some) lately.delete(`${attention}:${portalId}`)
      log().warn({ err: describeError(error) }, 'who looks at the feed was not noted')
    }
  }
}

async function writeSome(portalIds: readonly string[], attention: Attention, now: Date): Promise<void> {
  for (const { portalId, isSweepDue, isComparisonDue } of await recordAttention(portalIds, attention, now)) {
    if (isSweepDue && attention === 'opened') publishSignal({ kind: 'sweep', portalId })
    if (isComparisonDue && attention === 'opened') publishSignal({ kind: 'compare', portalId })
  }
}
