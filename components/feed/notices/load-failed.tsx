import type { ApiProblem } from '#components/frame/api-problem.ts'
import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { Button } from '#components/ui/button.tsx'

type LoadFailedProps = { readonly problem: ApiProblem; readonly onRetry: () => void }

/** In place of a list that could not be read. */
export function LoadFailed({ problem, onRetry }: LoadFailedProps) {
  const t = useText()
  return (
    <div className="grid h-full place-content-center justify-items-center gap-3 p-4">
      <ProblemNotice problem={problem} />
      <Button onClick={onRetry}>{t('action.retry')}</Button>
    </div>
  )
}
