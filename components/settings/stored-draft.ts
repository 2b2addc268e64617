import { recall, remember } from '#components/frame/browser-storage.ts'
import type { DraftChanges, WatchChoice } from './watch-draft.ts'

/** Where the browser forbids a frame any storage, the changes live as long as the frame. */
const inMemory = new Map<string, DraftChanges>()

const storageName = (owner: string) => `settings.draft:${owner}`

function isChoice(value: unknown): value is WatchChoice | null {
  if (value === null) return true
  if (typeof value !== 'object' || !('visibility' in value) || !('history' in value)) return false
  return (
    (value.visibility === 'crm' || value.visibility === 'portal') &&
    (value.history === 'none' || value.history === 'week' || value.history === 'last500')
  )
}

function isChange(value: unknown): value is [number, WatchChoice | null] {
  return Array.isArray(value) && Number.isSafeInteger(value[0]) && isChoice(value[1])
}

/** What was stored, whenever that was: what is no longer understood counts as never stored. */
export function readChanges(text: string | null): DraftChanges {
  try {
    const stored: unknown = JSON.parse(text ?? '[]')
    return new Map(Array.isArray(stored) ? stored.filter(isChange) : [])
  } catch {
    return new Map()
  }
}

/** The changes that this person has not saved yet. @param owner who, on which portal. */
export function recallChanges(owner: string): DraftChanges {
  return inMemory.get(owner) ?? readChanges(recall(storageName(owner)))
}

/** Keeps them over a look at another page, a reload, and the end of the frame. */
export function rememberChanges(owner: string, changes: DraftChanges): void {
  inMemory.set(owner, changes)
  remember(storageName(owner), changes.size === 0 ? null : JSON.stringify([...changes]))
}
