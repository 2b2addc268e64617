import { useEffect, useSyncExternalStore } from 'react'
import type { Api } from '#components/frame/api-call.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'
import type { Preferences } from '#lib/preferences/preferences.ts'

/** Null until they are known, and where the server keeps none. */
let settings: NotifySettings | null = null
let isReading = false
const listeners = new Set<() => void>()

function set(next: NotifySettings): void {
  settings = next
  for (const listener of listeners) listener()
}

async function read(api: Api): Promise<void> {
  const { notify } = await api.read<Preferences>('/api/preferences')
  set(notify ?? silentSettings)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** @throws ApiProblem, and keeps what was. */
export async function saveSettings(api: Api, wanted: NotifySettings): Promise<void> {
  await api.send('/api/preferences', { method: 'PUT', body: { notify: wanted } })
  set(wanted)
}

/** How this viewer wants to hear of new items. Read once for the whole page; tried again by whoever asks next. */
export function useNotifySettings(): NotifySettings | null {
  const { api } = useFrame()
  useEffect(() => {
    if (isReading || settings !== null) return
    isReading = true
    read(api)
      .catch(() => undefined)
      .finally(() => {
        isReading = false
      })
  }, [api])
  return useSyncExternalStore(
    subscribe,
    () => settings,
    () => null,
  )
}
