import { findRefusal, restRefusals } from '#lib/bitrix24/refusals.ts'
import { type Answer, codeOf, descriptionOf, fieldsOf, isRefused } from './answer.ts'
import type { Check } from './check.ts'
import type { Portal } from './portal.ts'
import type { Seen } from './seen.ts'

/** What came of one check on one portal. */
export type Ran = {
  readonly check: Check
  readonly answers: readonly Answer[]
  readonly problems: readonly string[]
  /** Why it was left out; null where it was not. */
  readonly lacks: string | null
}

/** Runs all checks, one after another, in their order. */
export async function runBattery(checks: readonly Check[], portal: Portal, seen: Seen): Promise<Ran[]> {
  const all: Ran[] = []
  for (const check of checks) {
    const lacks = check.lacks(seen)
    if (lacks !== null) {
      all.push({ check, answers: [], problems: [], lacks })
      continue
    }
    const { answers, problems } = await check.run(portal, seen)
    all.push({ check, answers, problems: [...problems, ...answers.flatMap(judgeAnyAnswer)], lacks })
  }
  return all
}

/** What the app never calls: nothing has to be known of what it is refused with. */
const notTheApps = new Set(['crm.type.add', 'crm.type.delete', 'crm.item.add', 'crm.item.delete'])

/** What holds of every answer, by the app's own readers (_includes/system-errors.md). */
function judgeAnyAnswer(answer: Answer): string[] {
  const { asked, status, body } = answer
  if (status === 0) return [`${asked} answered no JSON`]
  if (asked.startsWith('POST ')) return []
  if (isRefused(answer)) {
    const code = codeOf(answer) ?? ''
    const isKnown = notTheApps.has(asked) || findRefusal(restRefusals, code, descriptionOf(answer)) !== null
    return isKnown ? [] : [`${asked} is refused with ${code || 'no code'}, which the app's table of refusals lacks`]
  }
  return fieldsOf(body)?.result === undefined ? [`${asked} answers neither a result nor an error`] : []
}
