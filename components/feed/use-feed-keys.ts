import { useEffect, useEffectEvent } from 'react'

/** What a key of the feed does. Letters are taken by their place on the keyboard, so that they work in any alphabet. */
export type FeedKeys = {
  readonly next: () => void
  readonly previous: () => void
  readonly showNew: () => void
  readonly search: () => void
  readonly help: () => void
}

const byCode: Readonly<Record<string, keyof FeedKeys>> = {
  KeyJ: 'next',
  ArrowDown: 'next',
  PageDown: 'next',
  KeyK: 'previous',
  ArrowUp: 'previous',
  PageUp: 'previous',
  KeyN: 'showNew',
}
const byKey: Readonly<Record<string, keyof FeedKeys>> = { '/': 'search', '?': 'help' }

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Arrows and pages move from row to row only within the list; elsewhere they belong to whatever has the focus. */
function isElsewhere(event: KeyboardEvent): boolean {
  const isOfList = event.target instanceof Element && event.target.closest('[data-row-key]') !== null
  return /^(Arrow|Page)/.test(event.code) && !isOfList
}

/** Listens to the feed's keys wherever the focus is, but for fields and open dialogs. */
export function useFeedKeys(keys: FeedKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target) || document.querySelector('[role=dialog]') !== null) return
    const name = byKey[event.key] ?? (event.shiftKey ? undefined : byCode[event.code])
    if (name === undefined || isElsewhere(event)) return
    event.preventDefault()
    keys[name]()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
