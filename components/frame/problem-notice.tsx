import type { ReactNode } from 'react'
import type { ApiProblem } from './api-problem.ts'
import { useText } from './language-provider.tsx'
import { useProblemText } from './use-problem-text.ts'

type ProblemNoticeProps = { readonly problem: ApiProblem; readonly action?: ReactNode }

/** A failed request in words, with the number that support can look up where nobody knows why. */
export function ProblemNotice({ problem, action }: ProblemNoticeProps) {
  const t = useText()
  const textOf = useProblemText()
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-alert-soft px-4 py-2.5 text-alert"
    >
      <span>{textOf(problem)}</span>
      {problem.requestId === null || problem.standing !== null ? null : (
        <span className="select-all font-mono text-xs">{t('error.requestId', { requestId: problem.requestId })}</span>
      )}
      {action}
    </div>
  )
}
