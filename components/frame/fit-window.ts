import { useEffect } from 'react'
import { connectParent } from './parent-frame.ts'

let hasAsked = false

/** Once the first screen is up, connects to the portal page in idle time and asks it, once, for a frame of the page's height. */
export function useFitWindow(isReady: boolean): void {
  useEffect(() => {
    if (!isReady || hasAsked) return
    const timer = setTimeout(() => {
      hasAsked = true
      connectParent()
        // Other placements deny it: the slider gives its own height.
        .then((frame) => (frame.placement.isDefault ? frame.parent.fitWindow() : undefined))
        .catch(() => undefined)
    }, 300)
    return () => clearTimeout(timer)
  }, [isReady])
}
