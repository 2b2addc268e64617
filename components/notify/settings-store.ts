import { useEffect, useSyncExternalStore } from 'react'
import type { Api } from '#components/frame/api-call.ts'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import { type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'

type Known = {
  /** Null until they are known. */
  readonly settings: NotifySettings | null
  /** Why they could not be read the last time. */
  readonly problem: ApiProblem | null
}

const nothing: Known = { settings: null, problem: null }
let known = nothing
let reading: Promise<void> | null = null
const listeners = new Set<() => void>()

function set(next: Known): void {
  known = next
  for (const listener of listeners) listener()
}

async function read(api: Api): Promise<void> {
  try {
    const { notify } = await api.read('GET /api/preferences')
    set({ settings: notify ?? silentSettings, problem: null })
  } catch (error) {
    set({ settings: null, problem: error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown') })
    throw error
  }
}

/** One reading for all who ask meanwhile, and none once they are known. */
export async function readSettings(api: Api): Promise<void> {
  if (known.settings !== null) return
  reading ??= read(api).finally(() => {
    reading = null
  })
  await reading
}

export function knownSettings(): Known {
  return known
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** @throws ApiProblem, and keeps what was. */
export async function saveSettings(api: Api, wanted: NotifySettings): Promise<void> {
  await api.send('PUT /api/preferences', { body: { notify: wanted } })
  set({ settings: wanted, problem: null })
}

type Settings = Known & { readonly again: () => void }

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
  const now = useSyncExternalStore(subscribe, knownSettings, () => nothing)
  return {
    ...now,
    again() {
      set({ ...known, problem: null })
      readSettings(api).catch(() => undefined)
    },
  }
}
