import type { Clock } from '../platform/clock.ts'

/**
 * Work on one portal that becomes due by time. A job carries nothing but the portal: whether there is something to do is read
 * from our own tables, so a job that is lost, doubled or late does no harm.
 */
export type JobKind = {
  /** The queue's name, and the label of its metrics. */
  readonly name: string
  /** How often every worker looks which portals are due. One that is queued or worked on already is not queued again. */
  readonly everySeconds: number
  /** How many portals one process works on at a time. */
  readonly concurrency: number
  readonly listDue: (now: Date) => Promise<readonly string[]>
  /** How many portals a look finds at most: the next one follows soon, for what has become due for whom somebody waits. */
  readonly mostPerLook?: number
  /** @throws for another try, later and later; after some it is parked with its reason until the next look. */
  readonly run: (portalId: string, clock: Clock) => Promise<unknown>
  /** When this portal is due again, where a look alone would come too late; null when it is not. */
  readonly nextAt?: (portalId: string) => Promise<Date | null>
}
