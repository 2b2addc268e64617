import { type ComponentType, useEffect, useEffectEvent, useState } from 'react'
import { keepTrying } from './keep-trying.ts'
import { loadCode } from './load-code.ts'

/**
 * A part of the screen whose code is fetched when it is first wanted; null until it is there. A chunk that cannot be fetched
 * leaves its place empty, and is fetched again for as long as the part is wanted. `onFailure` hears of each attempt that failed.
 */
export function useLazyPart<Props>(
  isWanted: boolean,
  load: () => Promise<ComponentType<Props>>,
  onFailure?: () => void,
): ComponentType<Props> | null {
  const [part, setPart] = useState<{ readonly component: ComponentType<Props> } | null>(null)
  const isMissing = isWanted && part === null
  const fetchPart = useEffectEvent(load)
  const tellFailure = useEffectEvent(() => onFailure?.())

  useEffect(() => {
    if (!isMissing) return
    return keepTrying(
      () => loadCode(fetchPart),
      (component) => setPart({ component }),
      () => tellFailure(),
    )
  }, [isMissing])

  return isWanted ? (part?.component ?? null) : null
}
