import type { ApiProblem } from '#components/frame/api-problem.ts'
import type { Translate } from '#components/frame/language-provider.tsx'

/** Why the server would not have this type watched, or null. */
export function reasonText(t: Translate, problem: ApiProblem | null, entityTypeId: number): string | null {
  const found = problem?.problems.find((each) => each.entityTypeId === entityTypeId)
  if (found === undefined) return null
  switch (found.reason) {
    case 'never_announced':
    case 'unknown_type':
    case 'denied':
      return t(`settings.reason.${found.reason}`)
    case 'declined':
      return t('settings.reason.declined', { code: found.code ?? '' })
    default:
      return t('settings.reason.other')
  }
}
