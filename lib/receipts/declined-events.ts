import 'server-only'
import path from 'node:path'
import { type Clock, systemClock } from '../platform/clock.ts'
import { equalDigests } from '../platform/crypto.ts'
import { onDrain } from '../platform/drain.ts'
import { endsWithin } from '../platform/ends-within.ts'
import { env } from '../platform/env.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { senderCache } from '../tokens/sender-cache.ts'
import { scheduleUninstallProbes } from '../uninstall/schedule-uninstall-probes.ts'
import { followTypes } from '../watches/follow-types.ts'
import { recordLosses } from '../watches/record-losses.ts'
import { type Declined, type DeclinedKind, mergeDeclined } from './declined.ts'
import { DeclinedJournal } from './declined-journal.ts'
import { readInstalled } from './read-installed.ts'

/** A burst is written down together. */
const soonMs = 250
/** While events go on being declined, a portal is swept for it no more often. */
const pauseMs = 5_000
const retryMs = 1_000
const drainMs = 2_000
/** Beyond that the oldest are forgotten: the next sweep finds theirs, within the hour. */
const maxWaiting = 100_000
const maxTogether = 200

type Proved = Declined & { readonly portalId: string }

/**
 * Events that were declined because the database did not take them. Bitrix24 never repeats one, so whose they are is written down as soon
 * as the database takes that, and the portals are swept at once; until then it is kept here and on the disk. On connections that events do
 * not use, which may be what is used up.
 */
export class DeclinedEvents {
  readonly #journal: DeclinedJournal
  readonly #clock: Clock
  readonly #waiting = new Map<string, Declined>()
  #timer: NodeJS.Timeout | null = null
  #recording: Promise<void> | null = null
  #notBeforeMs = 0
  #isFailing = false

  constructor(journal: DeclinedJournal, clock: Clock) {
    this.#journal = journal
    this.#clock = clock
  }

  add(declined: Declined): void {
    if (this.#keep(declined)) this.#journal.append(declined, isKnown(declined))
    this.#schedule(soonMs)
  }

  /** Goes on with what processes that have ended left behind. */
  takeOver(): void {
    for (const declined of this.#journal.takeOver()) this.#keep(declined)
    if (this.#waiting.size > 0) this.#schedule(0)
  }

  /** Writes down what waits, if the database takes it; never throws. */
  record(): Promise<void> {
    this.#recording ??= this.#recordAll().finally(() => {
      this.#recording = null
    })
    return this.#recording
  }

  /** @returns whether it says something that was not known. */
  #keep(declined: Declined): boolean {
    const key = `${declined.memberId} ${declined.tokenDigest}`
    const known = this.#waiting.get(key)
    if (!known) this.#makeRoom()
    this.#waiting.set(key, known ? mergeDeclined(known, declined) : declined)
    return !known || declined.kinds.some((kind) => !known.kinds.includes(kind))
  }

  /** The oldest goes whom nobody knows: far more fit than are known at once, so there is one. */
  #makeRoom(): void {
    for (const [key, declined] of this.#waiting) {
      if (this.#waiting.size < maxWaiting) return
      this.#waiting.delete(key)
      if (isKnown(declined)) this.#waiting.set(key, declined)
    }
  }

  #schedule(ms: number): void {
    const pause = Math.max(ms, this.#notBeforeMs - this.#clock().getTime())
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      void this.record()
    }, pause).unref()
  }

  async #recordAll(): Promise<void> {
    const waiting = [...this.#waiting]
    try {
      for (let start = 0; start < waiting.length; start += maxTogether) {
        const some = waiting.slice(start, start + maxTogether)
        await recordDeclined(
          some.map(([, declined]) => declined),
          this.#clock,
        )
        for (const [key, declined] of some) if (this.#waiting.get(key) === declined) this.#waiting.delete(key)
      }
      this.#isFailing = false
      this.#notBeforeMs = this.#clock().getTime() + pauseMs
      if (this.#waiting.size === 0) this.#journal.clear()
      else this.#schedule(0)
    } catch (error) {
      if (!this.#isFailing)
        log().warn({ err: describeError(error), senders: this.#waiting.size }, 'who was declined is not noted yet')
      this.#isFailing = true
      this.#schedule(retryMs)
    }
  }
}

/** Does what can be done later of what these events announced. Of whom it does not prove it believes nothing. */
async function recordDeclined(declined: readonly Declined[], clock: Clock): Promise<void> {
  const installed = await readInstalled([...new Set(declined.map(({ memberId }) => memberId))], 'default')
  const proved = declined.flatMap((one): Proved[] => {
    const known = installed.get(one.memberId)
    const isProved = equalDigests(known?.applicationTokenDigest ?? '', one.tokenDigest)
    return known && isProved ? [{ ...one, portalId: known.portalId }] : []
  })
  const losses = proved.filter((one) => includes(one, 'creation') || includes(one, 'change'))
  await recordLosses(
    losses.map((one) => ({ portalId: one.portalId, at: one.at, isOfChanges: includes(one, 'change') })),
    clock(),
  )
  for (const one of proved) {
    if (includes(one, 'type')) await followTypes(one.portalId, clock)
    const clean = includes(one, 'uninstall_clean')
    if (clean || includes(one, 'uninstall')) await scheduleUninstallProbes(one.portalId, { clean }, clock)
  }
  if (proved.length > 0) log().warn({ portals: proved.length }, 'portals with declined events are looked at')
}

/** Whether its sender was proved before the database went away: anybody may make others up meanwhile. */
function isKnown({ memberId, tokenDigest }: Declined): boolean {
  return equalDigests(senderCache().peek(memberId)?.applicationTokenDigest ?? '', tokenDigest)
}

function includes({ kinds }: Declined, kind: DeclinedKind): boolean {
  return kinds.includes(kind)
}

export function declinedEvents(): DeclinedEvents {
  return once('declined-events', () => {
    const declined = new DeclinedEvents(new DeclinedJournal(path.join(env().dataDir, 'declined')), systemClock)
    // Where the database is away it is on the disk.
    onDrain('jobs', async () => void (await endsWithin(declined.record(), drainMs)))
    return declined
  })
}
