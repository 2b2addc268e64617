import type { PortalAccess } from '../bitrix24/rest-client.ts'
import { type InstallationStatus, workingStatuses } from '../installations/installation.ts'
import type { Clock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'
import { RecentMap } from '../platform/recent-map.ts'
import { AskPauses } from './ask-pauses.ts'
import { MarkBound } from './bound-marks.ts'
import { type Question, VisibilityMarks } from './visibility.ts'

/** A viewer with the own token, on the own portal. `isAdmin` is what was last heard; nothing is shown because of it. */
export type ViewerAccess = PortalAccess & { readonly userId: number; readonly isAdmin: boolean }

/** What this process knows of one viewer's rights, for all the viewer's streams and requests. */
export type ViewerMarks = {
  readonly items: VisibilityMarks
  /** Which types the CRM lists for the viewer, when it was asked, and how long that holds. */
  readonly types: Map<number, { readonly isListed: boolean; readonly askedAtMs: number; readonly untilMs: number }>
  /** Not asked yet, by item. */
  readonly wanted: Map<string, Question>
  /** Types of which it is to be asked whether the CRM lists them. */
  readonly wantedTypes: Set<number>
  /** Somebody waits to hear whether the viewer is an admin, whatever items are asked about. */
  isAdminWanted: boolean
  /** Somebody waits for a screen until the question under way is answered. */
  isScreenWaiting: boolean
  /** By entity type, and `all` for the portal as a whole. */
  readonly pauses: AskPauses<number | 'all'>
  /** The question under way, one of a viewer at a time, and the token that it is asked with. */
  asking: { readonly token: string; readonly answered: Promise<void> } | null
  /** The portal is closed: until then an open page does not ask it, unless it hears that it is open again. */
  closedUntilMs: number
  /** The token that the portal refused last; until then it is not shown to the portal again. */
  refused: { readonly token: string; readonly untilMs: number } | null
  /** When the portal last answered. */
  heardAtMs: number
  isAdmin: boolean
  adminUntilMs: number
  /** Rows changed that are hidden and that an open page may show nonetheless; when that was last acted upon. */
  readonly doubts: { isOpen: boolean; settledAtMs: number }
  /** Items that were hidden from the viewer and may have come back since; when that was last acted upon. */
  readonly returned: Set<string>
  returnsAskedAtMs: number
  keptAdmin: { readonly isAdmin: boolean; readonly atMs: number } | null
  recheckedAtMs: number
  /** Counts how often rights turned out to have changed without a change of the item. */
  version: number
}

const maxViewers = 5_000
/** As seldom as the installation's own token asks at the most: for who hears no news of the portal. */
const closedMs = 15 * 60_000

function memory() {
  return once('visibility', () => ({ all: new RecentMap<string, ViewerMarks>(maxViewers), bound: new MarkBound() }))
}

/** By portal and viewer: `portalId:userId`. */
export function allMarks(): Iterable<[string, ViewerMarks]> {
  return memory().all
}

/** What this process knows of a viewer; of 5,000, or of too much together, what has not been used for longest is forgotten. */
export function marksOf({ portalId, userId }: { portalId: string; userId: number }): ViewerMarks {
  const { all, bound } = memory()
  const key = `${portalId}:${userId}`
  const known = all.get(key)
  bound.keep(all, Date.now())
  if (known) return known
  const marks: ViewerMarks = {
    items: new VisibilityMarks(),
    types: new Map(),
    wanted: new Map(),
    wantedTypes: new Set(),
    isAdminWanted: false,
    isScreenWaiting: false,
    pauses: new AskPauses(),
    asking: null,
    closedUntilMs: 0,
    refused: null,
    heardAtMs: 0,
    isAdmin: false,
    adminUntilMs: 0,
    doubts: { isOpen: false, settledAtMs: Number.NEGATIVE_INFINITY },
    returned: new Set(),
    returnsAskedAtMs: Number.NEGATIVE_INFINITY,
    keptAdmin: null,
    recheckedAtMs: 0,
    version: 0,
  }
  all.set(key, marks)
  return marks
}

/**
 * What the news of a portal say of it: pages leave it alone while it is closed to everybody, however many are open. Where only our own
 * tokens are dead, the news do not say whether it answers anybody.
 */
export function heedStanding(marks: ViewerMarks, status: InstallationStatus, clock: Clock): void {
  if (status === 'PAYMENT_REQUIRED') heedClosed(marks, clock)
  else if (workingStatuses.includes(status)) marks.closedUntilMs = 0
}

/** The portal has just said that it answers nobody. */
export function heedClosed(marks: ViewerMarks, clock: Clock): void {
  marks.closedUntilMs = clock().getTime() + closedMs
}

/** An admin as far as we have heard, whenever that was: enough to be told counts, never to be shown an item. */
export function isAdminStill(viewer: ViewerAccess): boolean {
  const { isAdmin, adminUntilMs } = marksOf(viewer)
  return viewer.isAdmin && (isAdmin || adminUntilMs === 0)
}

/** Whether the portal said within three minutes that the viewer is an admin. */
export function isKnownAdmin(marks: ViewerMarks, clock: Clock): boolean {
  return marks.isAdmin && marks.adminUntilMs > clock().getTime()
}

/** Types of which it was answered some minutes ago whether the CRM lists them. */
export function expiredTypes({ types }: ViewerMarks, clock: Clock): number[] {
  const nowMs = clock().getTime()
  return [...types].filter(([, { untilMs }]) => untilMs <= nowMs).map(([type]) => type)
}
