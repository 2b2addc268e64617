import { useEffect } from 'react'
import { connectParent } from './parent-frame.ts'
import { wantedHeight } from './wanted-height.ts'

let askedPx: number | null = null

/** The SDK asks for what the document takes. */
async function askFor(heightPx: number): Promise<void> {
  const { parent, placement } = await connectParent()
  // Other placements deny it: the slider gives its own height.
  if (!placement.isDefault) return
  const { style } = document.documentElement
  style.minHeight = `${heightPx}px`
  try {
    const asking = parent.fitWindow()
    style.minHeight = ''
    await asking
  } finally {
    style.minHeight = ''
  }
}

function fitAnew(): void {
  const heightPx = wantedHeight(window, askedPx)
  if (heightPx === null) return
  askedPx = heightPx
  askFor(heightPx).catch(() => undefined)
}

/** Once the first screen is up, asks the portal page for a higher frame where it is too low, and again when the window is another. */
export function useFitWindow(isReady: boolean): void {
  useEffect(() => {
    if (!isReady) return
    const ending = new AbortController()
    const begin = () => {
      // Whoever opens a card does not wait for it then.
      connectParent().catch(() => undefined)
      fitAnew()
      // A frame hears nothing of a window that grows in height alone, until somebody is at it.
      for (const sign of ['resize', 'focus', 'pointerover'])
        window.addEventListener(sign, fitAnew, { signal: ending.signal, passive: true })
    }
    const timer = setTimeout(begin, 300)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [isReady])
}
