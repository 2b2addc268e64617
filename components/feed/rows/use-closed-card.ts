import { useSyncExternalStore } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { CardQuestions } from './card-questions.ts'

const questions = new CardQuestions(() => document.hidden)

type ClosedCard = {
  /** The CRM does not open this item to the viewer, though the feed shows it: false until that is known. */
  readonly isClosed: boolean
  /** Somebody looks at it. */
  readonly look: () => void
}

/** Whether an item's card opens; asked once somebody looks at it, and only where it `mayBe` closed. */
export function useClosedCard(item: FeedItem, mayBe: boolean): ClosedCard {
  const { api } = useFrame()
  const isClosed = useSyncExternalStore(
    questions.subscribe,
    () => mayBe && questions.isClosed(item),
    () => false,
  )

  function look(): void {
    if (mayBe) void questions.look(item, (ids) => api.read('GET /api/cards', { query: { items: ids.join(',') } }))
  }

  return { isClosed, look }
}
