import { useEffect, useSyncExternalStore } from 'react'
import { itemKey } from '#lib/bitrix24/item-ref.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { graceMs, type ItemChange, type Overlay, showItem, unspent } from './overlay.ts'

const none: readonly Overlay[] = []
const overlays = new Map<string, readonly Overlay[]>()
const listeners = new Set<() => void>()

function set(key: string, next: readonly Overlay[]): void {
  if (next.length === 0) overlays.delete(key)
  else overlays.set(key, next)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Shows a change at once, under the action's id. */
export function beginOverlay(item: FeedItem, id: string, change: ItemChange): void {
  const key = itemKey(item)
  set(key, [...(overlays.get(key) ?? none), { id, change, baseRevision: item.revision, doneAtMs: null }])
}

/** The action has ended: `change` is what the CRM says now, null where the item stays as the feed has it. */
export function endOverlay(item: FeedItem, id: string, change: ItemChange | null): void {
  const key = itemKey(item)
  const ended = (overlays.get(key) ?? none).flatMap((overlay): Overlay[] => {
    if (overlay.id !== id) return [overlay]
    return change === null ? [] : [{ ...overlay, change, doneAtMs: Date.now() }]
  })
  set(key, ended)
  // Drawn once more when a newer revision may say otherwise.
  if (change !== null) setTimeout(() => set(key, [...(overlays.get(key) ?? none)]), graceMs)
}

/** The item with what this viewer did to it. */
export function useShownItem(item: FeedItem): FeedItem {
  const own = useSyncExternalStore(
    subscribe,
    () => overlays.get(itemKey(item)) ?? none,
    () => none,
  )
  useEffect(() => {
    const left = unspent(item, own, Date.now())
    if (left !== own) set(itemKey(item), left)
  }, [item, own])
  return own.length === 0 ? item : showItem(item, own, Date.now())
}
