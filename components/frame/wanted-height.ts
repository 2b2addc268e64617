/** A list needs so much; Bitrix24's own frames have no less. */
const LEAST_PX = 500
/** What the browser and the portal's page leave of the browser's window, about. */
const SHARE = 0.7

type Window = {
  readonly innerHeight: number
  /** Of the whole browser, also where it is read in a frame. */
  readonly outerHeight: number
}

/**
 * What height to ask the portal page for; null for none. A frame that is high enough is left alone, since it follows the window by
 * itself; one that was asked for no longer does, and is asked for anew when the window is another.
 * @param askedPx what was asked for last; null for nothing.
 */
export function wantedHeight({ innerHeight, outerHeight }: Window, askedPx: number | null): number | null {
  if (askedPx === null && innerHeight >= LEAST_PX) return null
  const wanted = Math.max(LEAST_PX, Math.round(outerHeight * SHARE))
  return wanted === askedPx ? null : wanted
}
