import { hasOpenSlider } from '#components/frame/open-sliders.ts'

const hands = ['pointermove', 'pointerdown', 'wheel', 'keydown', 'focus'] as const

export type Attention = {
  /** Whether somebody may be looking at the page. */
  readonly isThere: () => boolean
  /** Whether a hand was at the page within this time: then nothing lies over it. */
  readonly wasTouched: (withinMs: number) => boolean
  readonly end: () => void
}

/**
 * Follows whether the viewer is at this page: it has just been opened or come back, or the last thing heard of the viewer was here and not
 * elsewhere in the portal. A frame learns that from the focus and the pointer alone.
 */
export function followAttention(): Attention {
  const listening = new AbortController()
  const { signal } = listening
  let isAway = false
  let touchedAt = Number.NEGATIVE_INFINITY
  const touch = () => {
    isAway = false
    touchedAt = performance.now()
  }
  for (const hand of hands) window.addEventListener(hand, touch, { signal, capture: true, passive: true })
  const leave = () => {
    isAway = true
    touchedAt = Number.NEGATIVE_INFINITY
  }
  window.addEventListener('blur', leave, { signal })
  const comeBack = () => {
    isAway = false
  }
  document.addEventListener('visibilitychange', comeBack, { signal })
  return {
    isThere: () =>
      document.visibilityState === 'visible' &&
      !isAway &&
      !hasOpenSlider() &&
      document.querySelector('[role=dialog]') === null,
    wasTouched: (withinMs) => performance.now() - touchedAt < withinMs,
    end: () => listening.abort(),
  }
}
