import { loadState } from './portal-state.ts'

const QUIET_MS = 120

/** Follows the server's notices of CRM changes; an import of 500 items is one refresh, not 500. */
export function watchChanges(): void {
  let isWaiting = false
  const refresh = () => {
    isWaiting = false
    // A server that is away is asked again by the next notice after EventSource has reconnected.
    loadState().catch(() => undefined)
  }
  const source = new EventSource('/portal-api/updates')
  source.addEventListener('message', () => {
    if (isWaiting) return
    isWaiting = true
    window.setTimeout(refresh, QUIET_MS)
  })
}
