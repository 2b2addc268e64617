import { useSyncExternalStore } from 'react'
import type { FeedItem } from '#lib/feed/feed-item.ts'

/** The row whose actions are shown, and the button that they belong to. */
export type OpenMenu = { readonly item: FeedItem; readonly anchor: HTMLElement }

let open: OpenMenu | null = null
let closed = { anchor: null as HTMLElement | null, at: 0 }
const listeners = new Set<() => void>()

/** Pressing the button of an open menu first closes it, as any press outside does: that press must not open it again. */
const SAME_PRESS_MS = 250

export function isSamePress(anchor: HTMLElement): boolean {
  return anchor === closed.anchor && performance.now() - closed.at < SAME_PRESS_MS
}

export function showMenu(menu: OpenMenu | null): void {
  open = menu
  for (const listener of listeners) listener()
}

/** A press elsewhere, or a key, has closed it; what was chosen in it has not. */
export function dismissMenu(): void {
  if (open !== null) closed = { anchor: open.anchor, at: performance.now() }
  showMenu(null)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useOpenMenu(): OpenMenu | null {
  return useSyncExternalStore(
    subscribe,
    () => open,
    () => null,
  )
}
