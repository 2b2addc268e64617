import { type Clock, systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import type { PortalNews } from './portal-news.ts'
import { readPortalNews } from './read-portal-news.ts'
import { type SubscriberHub, subscriberHub } from './subscriber-hub.ts'

type Reading = { readonly news: PortalNews | null; readonly begunAtMs: number; readonly atMs: number }
type Options = {
  readonly hub: SubscriberHub
  readonly read: (portalIds: readonly string[]) => Promise<Map<string, PortalNews>>
  readonly everyMs?: number
  readonly clock?: Clock
}

/** What a lost signal did not tell is found within that time. */
const pollMs = 2_000
/** After a signal the status follows that soon. */
const soonMs = 500

/**
 * One poll per process, over the portals that have streams: an idle stream costs no query. It stops when nobody listens.
 */
export class PortalPoll {
  readonly #hub: SubscriberHub
  readonly #read: Options['read']
  readonly #everyMs: number
  readonly #clock: Clock
  readonly #readings = new Map<string, Reading>()
  #reading: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #dueAtMs = 0

  constructor({ hub, read, everyMs = pollMs, clock = systemClock }: Options) {
    this.#hub = hub
    this.#read = read
    this.#everyMs = everyMs
    this.#clock = clock
  }

  /** The latest news of a portal that has a subscriber; `news` is null when the app is gone from it. */
  latest(portalId: string): Reading | undefined {
    return this.#readings.get(portalId)
  }

  /** The same where it is no older than the poll makes it: good enough for who is told whatever follows. */
  recent(portalId: string): PortalNews | null {
    const known = this.#readings.get(portalId)
    return known && this.ageMs(known) < this.#everyMs ? known.news : null
  }

  /** The same, but read now if it is too old. @throws where the database cannot be read. */
  async current(portalId: string): Promise<Reading> {
    for (;;) {
      const known = this.#readings.get(portalId)
      if (known && this.ageMs(known) < this.#everyMs) return known
      // A reading that is under way may have begun before this portal had a subscriber: then one more.
      await this.#readNow()
    }
  }

  /** The moment by which readings are dated. */
  get nowMs(): number {
    return this.#clock().getTime()
  }

  ageMs({ atMs }: Reading): number {
    return this.#clock().getTime() - atMs
  }

  /** A signal came: the status changes too. */
  hurry(): void {
    this.#schedule(soonMs)
  }

  #schedule(ms: number): void {
    const dueAtMs = this.#clock().getTime() + ms
    if (this.#timer && this.#dueAtMs <= dueAtMs) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#dueAtMs = dueAtMs
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#readNow().catch((error) => log().warn({ err: describeError(error) }, 'the poll of the feeds failed'))
    }, ms)
    this.#timer.unref()
  }

  #readNow(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null
      if (this.#hub.portalIds().length > 0) this.#schedule(this.#everyMs)
    })
    return this.#reading
  }

  async #readAll(): Promise<void> {
    const begunAtMs = this.#clock().getTime()
    const portalIds = this.#hub.portalIds()
    const found = portalIds.length > 0 ? await this.#read(portalIds) : new Map<string, PortalNews>()
    const before = new Map(this.#readings)
    this.#readings.clear()
    for (const portalId of portalIds) {
      const news = found.get(portalId) ?? null
      this.#readings.set(portalId, { news, begunAtMs, atMs: this.#clock().getTime() })
      if (isChanged(before.get(portalId)?.news, news)) this.#hub.wake(portalId, 'news')
    }
  }
}

function isChanged(before: PortalNews | null | undefined, after: PortalNews | null): boolean {
  const text = (news: PortalNews | null | undefined) =>
    JSON.stringify(
      news && { ...news, head: String(news.head), watchesRevision: null, openTypes: null, begunAnew: null },
    )
  return before !== undefined && text(before) !== text(after)
}

export function portalPoll(): PortalPoll {
  return once('portal-poll', () => new PortalPoll({ hub: subscriberHub(), read: readPortalNews }))
}
