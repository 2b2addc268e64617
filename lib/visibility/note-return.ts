import { allMarks } from './viewer-marks.ts'

/** Most of an import that was taken back and restored; whoever was told more than that is asked again after some minutes. */
const mostNoted = 500

/**
 * An item of this portal may have come back from the recycle bin: whoever this process told that it is hidden is to be asked again.
 * Nobody else is, and nothing is asked here, so the same event a thousand times costs a look into memory each.
 */
export function noteReturn(portalId: string, item: string): void {
  for (const [key, { items, returned }] of allMarks()) {
    if (!key.startsWith(`${portalId}:`) || returned.size >= mostNoted) continue
    if (items.last(item)?.visible === false) returned.add(item)
  }
}
