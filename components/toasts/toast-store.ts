import { useSyncExternalStore } from 'react'

export type Toast = {
  readonly id: number
  readonly kind: 'info' | 'alert'
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

/** More would hide what one is reading; the oldest makes room. */
const MAX_TOASTS = 3
const none: readonly Toast[] = []

let toasts: readonly Toast[] = none
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** @returns its id, for who wants to know what became of it. */
export function showToast(toast: Omit<Toast, 'id'>): number {
  lastId += 1
  set([...toasts, { ...toast, id: lastId }].slice(-MAX_TOASTS))
  return lastId
}

export function isToastShown(id: number): boolean {
  return toasts.some((toast) => toast.id === id)
}

/** Says something else in a message that is still there; it stays no longer for that. */
export function updateToast(id: number, text: string): void {
  set(toasts.map((toast) => (toast.id === id ? { ...toast, text } : toast)))
}

export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    subscribe,
    () => toasts,
    () => none,
  )
}
