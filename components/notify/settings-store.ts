import { useEffect, useSyncExternalStore } from 'react'
import type { Api } from '#components/frame/api-call.ts'
import type { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { KeptValue } from '#components/frame/kept-value.ts'
import { readPreferences } from '#components/frame/read-preferences.ts'
import { keepTrying } from '#components/ui/keep-trying.ts'
import { type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'

const kept = new KeptValue<NotifySettings>()
const unknown = { value: null, problem: null }

/** One reading for all who ask meanwhile, and none once they are known. `silentSettings` itself where none were ever saved. */
export async function readSettings(api: Api): Promise<void> {
  if (kept.shown().value !== null) return
  await kept.read(async () => (await readPreferences(api)).notify ?? silentSettings)
}

export const knownSettings = kept.shown

/** @throws ApiProblem, and keeps what was. */
export async function saveSettings(api: Api, wanted: NotifySettings): Promise<void> {
  await api.send('PUT /api/preferences', { body: { notify: wanted } })
  kept.stored(wanted)
}

type Settings = {
  /** Null until they are known. */
  readonly settings: NotifySettings | null
  /** Why they could not be read the last time. */
  readonly problem: ApiProblem | null
  readonly again: () => void
}

/** How this viewer wants to hear of new items. Read once for the whole page, and tried again until they are known. */
export function useNotifySettings(): Settings {
  const { api } = useFrame()
  useEffect(
    () =>
      keepTrying(
        () => readSettings(api),
        () => undefined,
      ),
    [api],
  )
  const { value, problem } = useSyncExternalStore(kept.subscribe, kept.shown, () => unknown)
  return {
    settings: value,
    problem,
    again() {
      kept.forgive()
      readSettings(api).catch(() => undefined)
    },
  }
}
