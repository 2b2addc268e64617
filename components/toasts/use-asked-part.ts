import type { ComponentType } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import { showToast } from './toast-store.ts'

/**
 * A lazy part that a person has just asked for and waits for. Where its code cannot be fetched that is said, and `giveUp`
 * takes the wish back, so that the next press tries again.
 */
export function useAskedPart<Props>(
  isAsked: boolean,
  load: () => Promise<ComponentType<Props>>,
  giveUp: () => void,
): ComponentType<Props> | null {
  const t = useText()
  return useLazyPart(isAsked, load, () => {
    giveUp()
    showToast({ kind: 'alert', text: t('error.network') })
  })
}
