import { marksOfPortal } from './known-viewers.ts'

/**
 * An item of this portal may have come back from the recycle bin: whoever this process told that it is hidden is to be asked again.
 * Nobody else is, and nothing is asked here, so the same event a thousand times costs a look into memory each.
 */
export function recordReturn(portalId: string, item: string): void {
  for (const marks of marksOfPortal(portalId)) marks.addReturned(item)
}
