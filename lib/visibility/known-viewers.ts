import { systemClock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'
import { MarkBound } from './marks-limit.ts'
import { type ViewerAccess, ViewerMarks } from './viewer-marks.ts'

/** As many as may have streams open, and some more. */
const maxViewers = 12_000

function memory() {
  return once('visibility', () => ({
    all: recentMap<string, ViewerMarks>(maxViewers),
    bound: new MarkBound(),
    clock: systemClock,
  }))
}

/** What this process knows of a viewer; of 12,000, or of too much together, what has not been used for longest is forgotten. */
export function marksOf({ portalId, userId }: { portalId: string; userId: number }): ViewerMarks {
  const { all, bound, clock } = memory()
  const key = `${portalId}:${userId}`
  const known = all.get(key)
  bound.enforce(all, clock().getTime())
  if (known) return known
  const marks = new ViewerMarks()
  all.set(key, marks)
  return marks
}

/** The same, where there is anything; asking for it keeps nothing alive. */
export function peekMarks({ portalId, userId }: { portalId: string; userId: number }): ViewerMarks | undefined {
  return memory().all.peek(`${portalId}:${userId}`)
}

/** What this process knows of the viewers of a portal. */
export function marksOfPortal(portalId: string): ViewerMarks[] {
  return [...memory().all].filter(([key]) => key.startsWith(`${portalId}:`)).map(([, marks]) => marks)
}

/** An admin as far as we have heard, whenever that was: enough to be told counts, never to be shown an item. */
export function isAdminStill(viewer: ViewerAccess): boolean {
  return marksOf(viewer).admin.isStill(viewer.isAdmin)
}
