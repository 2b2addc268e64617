import { useEffect } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { useProblemText } from '#components/frame/use-problem-text.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { useExport } from './use-export.ts'

const SHOWN_WHEN_DONE_MS = 5_000

type ExportToastProps = { readonly filter: FeedFilter; readonly onClose: () => void }

const button = 'h-7 shrink-0 cursor-pointer rounded-sm px-2 font-medium text-toast-link hover:bg-white/10'

/** How an export is getting on, and the way out of it. */
export function ExportToast({ filter, onClose }: ExportToastProps) {
  const t = useText()
  const textOf = useProblemText()
  const { state, cancel, again } = useExport(filter, onClose)
  const isDone = state.phase === 'done'

  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(onClose, SHOWN_WHEN_DONE_MS)
    return () => clearTimeout(timer)
  }, [isDone, onClose])

  return (
    <div
      data-testid="export-toast"
      data-phase={state.phase}
      className="absolute inset-x-3 bottom-3 z-10 mx-auto flex max-w-md items-center gap-3 rounded-control bg-toast px-4 py-2.5 text-sm text-white shadow-popup"
    >
      <span role="status" className="min-w-0 flex-1">
        {state.phase === 'failed' ? (
          <>
            {t('export.failed')} {textOf(state.problem)}
            {state.problem.requestId === null || state.problem.standing !== null ? null : (
              <span className="block select-all font-mono text-xs">
                {t('error.requestId', { requestId: state.problem.requestId })}
              </span>
            )}
          </>
        ) : (
          t(state.phase === 'running' ? 'export.running' : 'export.done', { count: state.rows })
        )}
      </span>
      {state.phase === 'failed' ? (
        <button type="button" onClick={again} className={button}>
          {t('action.retry')}
        </button>
      ) : null}
      <button type="button" onClick={state.phase === 'running' ? cancel : onClose} className={button}>
        {t(state.phase === 'running' ? 'export.cancel' : 'action.close')}
      </button>
    </div>
  )
}
