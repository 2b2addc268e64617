import { useEffect, useRef, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { conditionsOf, type FeedFilter } from '#lib/feed/feed-filter.ts'
import { readExport, saveFile } from './read-export.ts'

export type ExportState =
  | { readonly phase: 'running'; readonly rows: number }
  | { readonly phase: 'done'; readonly rows: number }
  | { readonly phase: 'failed'; readonly problem: ApiProblem }

type Export = { readonly state: ExportState; readonly cancel: () => void; readonly again: () => void }

function fileName(now: Date): string {
  return `feed-${now.toISOString().slice(0, 10)}.csv`
}

/** Fetches what a filter shows as a file, from when the component is drawn until it is done or gone. */
export function useExport(filter: FeedFilter, onCancel: () => void): Export {
  const { api } = useFrame()
  const [state, setState] = useState<ExportState>({ phase: 'running', rows: 0 })
  const [attempt, setAttempt] = useState(0)
  const abort = useRef<AbortController>(undefined)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter is another export, begun by its own button
  useEffect(() => {
    const own = new AbortController()
    abort.current = own
    let rows = 0
    const fetchFile = async () => {
      const query = { ...conditionsOf(filter), tz: Intl.DateTimeFormat().resolvedOptions().timeZone }
      const response = await api.send('GET /api/feed/export', { query, signal: own.signal })
      const file = await readExport(response, (count) => {
        rows = count
        if (!own.signal.aborted) setState({ phase: 'running', rows })
      })
      saveFile(file, fileName(new Date()))
      setState({ phase: 'done', rows })
    }
    fetchFile().catch((error: unknown) => {
      if (own.signal.aborted) return
      setState({ phase: 'failed', problem: error instanceof ApiProblem ? error : new ApiProblem(0, 'network') })
    })
    return () => own.abort()
  }, [api, attempt])

  return {
    state,
    cancel() {
      abort.current?.abort()
      onCancel()
    },
    again() {
      setState({ phase: 'running', rows: 0 })
      setAttempt((count) => count + 1)
    },
  }
}
