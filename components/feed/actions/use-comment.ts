import { useRef, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { useText } from '#components/frame/language-provider.tsx'
import { useProblemText } from '#components/frame/use-problem-text.ts'
import { showToast } from '#components/toasts/toast-store.ts'
import { itemKey } from '#lib/bitrix24/item-ref.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { sendAction } from './send-action.ts'

/** What was written and not sent, by item, as long as this page lives. */
const drafts = new Map<string, string>()

/**
 * One comment being written. Its key stays while its text does: sending again after no answer only looks whether it is
 * there; another text is another comment.
 */
export function useComment(item: FeedItem, onSent: () => void) {
  const t = useText()
  const textOf = useProblemText()
  const { api, fail } = useFrame()
  const [text, setText] = useState(drafts.get(itemKey(item)) ?? '')
  const [isSending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isUncertain, setUncertain] = useState(false)
  const key = useRef<string | null>(null)

  function write(next: string): void {
    drafts.set(itemKey(item), next)
    setText(next)
    setTrouble(null)
    setUncertain(false)
    key.current = null
  }

  function sent(): void {
    drafts.delete(itemKey(item))
    showToast({ kind: 'info', text: t('act.comment.sent') })
    onSent()
  }

  async function send(): Promise<void> {
    if (isSending || text.trim() === '') return
    key.current ??= crypto.randomUUID()
    setSending(true)
    setTrouble(null)
    try {
      const result = await sendAction(api, item, { kind: 'comment', key: key.current, text })
      if (result.outcome === 'done') sent()
      if (result.outcome === 'refused') {
        key.current = null
        setTrouble(t(`act.refused.${result.reason}`))
      }
      setUncertain(result.outcome === 'unknown')
      if (result.outcome === 'unknown') setTrouble(t('act.comment.unknown'))
    } catch (error) {
      if (error instanceof ApiProblem) setTrouble(textOf(error))
      else fail(error)
    }
    setSending(false)
  }

  return { text, setText: write, isSending, trouble, isUncertain, send }
}
