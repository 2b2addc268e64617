import type { MessageKey } from '#lib/language/translate.ts'
import type { ApiProblem } from './api-problem.ts'
import { useLocale, useText } from './language-provider.tsx'
import { standingText } from './standing-text.ts'

const texts: Readonly<Record<string, MessageKey>> = {
  malformed: 'error.malformed',
  unauthorized: 'error.unauthorized',
  admin_only: 'error.admin_only',
  not_watchable: 'error.not_watchable',
  too_many_requests: 'error.too_many_requests',
  unavailable: 'error.unavailable',
  network: 'error.network',
}

/** What a failed request is told as: where the portal is the cause, what is the matter with it, else what its code means. */
export function useProblemText(): (problem: ApiProblem) => string {
  const t = useText()
  const locale = useLocale()
  return ({ code, standing }) => standingText(t, locale, standing) ?? t(texts[code] ?? 'error.unknown')
}
