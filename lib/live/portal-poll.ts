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
/** A statement compares each row with each portal that it names, so more at once cost more each. */
const maxTogether = 50

/**
 * One poll per process, over the portals that have streams: an idle stream costs no query. It stops when nobody listens.
 */
export class PortalPoll {
  readonly #hub: SubscriberHub
  readonly #read: Options['read']
  readonly #everyMs: number
  readonly #clock: Clock
  readonly #readings = new Map<string, Reading>()
  /** To be read next. */
  #wanted = new Set<string>()
  #reading: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  /** Of which a signal came: their status is read soon. */
  #hurried = new Set<string>()
  #soon: NodeJS.Timeout | null = null

  constructor({ hub, read, everyMs = pollMs, clock = systemClock }: Options) {
    this.#hub = hub
    this.#read = read
    this.#everyMs = everyMs
    this.#clock = clock
  }

  /** The moment by which readings are dated. */
  get nowMs(): number {
    return this.#clock().getTime()
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
      await this.#readNow([portalId])
    }
  }

  ageMs({ atMs }: Reading): number {
    return this.nowMs - atMs
  }

  /** A signal of that portal came: its status changes too. */
  hurry(portalId: string): void {
    this.#hurried.add(portalId)
    this.#soon ??= setTimeout(() => {
      this.#soon = null
      const hurried = this.#hurried
      this.#hurried = new Set()
      this.#poll([...hurried])
    }, soonMs).unref()
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#forget()
      this.#poll(this.#hub.portalIds())
    }, this.#everyMs).unref()
  }

  #poll(portalIds: readonly string[]): void {
    this.#readNow(portalIds).catch((error) => log().warn({ err: describeError(error) }, 'the poll of the feeds failed'))
  }

  /** Those that are wanted in the same breath are read together, and those that come meanwhile after that. */
  #readNow(portalIds: readonly string[]): Promise<void> {
    for (const portalId of portalIds) this.#wanted.add(portalId)
    this.#reading ??= Promise.resolve()
      .then(() => this.#readOn())
      .finally(() => {
        this.#reading = null
        this.#wanted = new Set()
        if (this.#hub.portalIds().length > 0) this.#schedule()
      })
    return this.#reading
  }

  async #readOn(): Promise<void> {
    while (this.#wanted.size > 0) {
      const portalIds = [...this.#wanted].slice(0, maxTogether)
      for (const portalId of portalIds) this.#wanted.delete(portalId)
      const begunAtMs = this.nowMs
      const found = await this.#read(portalIds)
      for (const portalId of portalIds) {
        const before = this.#readings.get(portalId)?.news
        const news = found.get(portalId) ?? null
        this.#readings.set(portalId, { news, begunAtMs, atMs: this.nowMs })
        if (isChanged(before, news)) this.#hub.wake(portalId, 'news')
      }
    }
  }

  /** Nobody listens any more, and what was read is too old for who comes. */
  #forget(): void {
    for (const [portalId, reading] of this.#readings)
      if (this.ageMs(reading) >= this.#everyMs && !this.#hub.has(portalId)) this.#readings.delete(portalId)
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
