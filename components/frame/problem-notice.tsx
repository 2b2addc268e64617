import type { ReactNode } from 'react'
import { type ApiProblem, problemText } from './api-problem.ts'
import { useText } from './language-provider.tsx'

type ProblemNoticeProps = { readonly problem: ApiProblem; readonly action?: ReactNode }

/** A failed request in words, with the number that support can look up. */
export function ProblemNotice({ problem, action }: ProblemNoticeProps) {
  const t = useText()
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-alert-soft px-4 py-2.5 text-alert"
    >
      <span>{t(problemText(problem.code))}</span>
      {problem.requestId === null ? null : (
        <span className="select-all font-mono text-xs">{t('error.requestId', { requestId: problem.requestId })}</span>
      )}
      {action}
    </div>
  )
}
