import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { useText } from '#components/frame/language-provider.tsx'
import { useProblemText } from '#components/frame/use-problem-text.ts'
import { showToast } from '#components/toasts/toast-store.ts'
import type { Action } from '#lib/actions/action.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { ItemChange } from './overlay.ts'
import { beginOverlay, endOverlay } from './overlay-store.ts'
import { sendAction } from './send-action.ts'

/** Changes an item at once on the screen, and undoes it where the CRM did not do it. */
export function useAct(): (item: FeedItem, action: Action, change: ItemChange) => Promise<void> {
  const t = useText()
  const textOf = useProblemText()
  const { api, fail } = useFrame()
  return async (item, action, change) => {
    beginOverlay(item, action.key, change)
    try {
      const result = await sendAction(api, item, action)
      const isDone = result.outcome === 'done'
      endOverlay(item, action.key, result.now ?? (isDone ? change : null))
      if (result.outcome === 'refused') showToast({ kind: 'alert', text: t(`act.refused.${result.reason}`) })
      if (result.outcome === 'unknown') showToast({ kind: 'alert', text: t('act.unknown') })
    } catch (error) {
      endOverlay(item, action.key, null)
      if (error instanceof ApiProblem) showToast({ kind: 'alert', text: textOf(error) })
      else fail(error)
    }
  }
}
