import { randomBytes } from 'node:crypto'

/** What `WRITE=1` makes is called so, by which a later run knows it again. */
const marked = /^check:portal [0-9a-f]{8} \(may be deleted\)$/

export function newTitle(): string {
  return `check:portal ${randomBytes(4).toString('hex')} (may be deleted)`
}

export function isMarked(title: string): boolean {
  return marked.test(title)
}

/** Where the events go that are bound for a moment: nowhere. No host has this name (RFC 2606). */
export const bindingHandler = 'https://check-portal.invalid/events'
