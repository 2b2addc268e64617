import { isBudgetExhausted } from './request-queue.ts'
import { restBudget } from './rest-budget.ts'
import type { RestAccess } from './rest-client.ts'
import type { RestFailure } from './rest-error.ts'

/** Then the person is told to come back, rather than left before a page that does not load. */
const personWaitsMs = 8_000

/** Takes one request of the portal's budget. @returns why not, where none was to be had within `withinMs`. */
export async function takeBudget(access: RestAccess): Promise<RestFailure | null> {
  const { priority, withinMs = priority === 0 ? personWaitsMs : undefined } = access
  try {
    await restBudget(access).queue.take(priority, withinMs === undefined ? {} : { withinMs })
    return null
  } catch (error) {
    if (isBudgetExhausted(error)) return { kind: 'query_limit', code: 'BUDGET_EXHAUSTED' }
    throw error
  }
}
