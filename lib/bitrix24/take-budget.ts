import { count } from '../platform/metrics.ts'
import { isBudgetExhausted, type Priority } from './request-queue.ts'
import type { RestAccess } from './rest-access.ts'
import { restBudget } from './rest-budget.ts'
import type { RestFailure } from './rest-error.ts'

/** Then the person is told to come back, rather than left before a page that does not load. */
const personWaitsMs = 8_000
/**
 * Whoever asks about receipts holds the portal's lease of 45 s, for up to two requests of 20 s. The request has been waited for before
 * the lease was taken, so this is the pause that a portal asks for in the middle of it: then the batch is given up, and waits without.
 */
const receiptsWaitMs = 5_000

const usualWaitMs: Readonly<Record<Priority, number | undefined>> = {
  0: personWaitsMs,
  1: receiptsWaitMs,
  2: undefined,
  3: undefined,
}

const forWhom = { 0: 'person', 1: 'receipts', 2: 'pages', 3: 'background' } as const

/** The code of a failure that is nobody's but the viewer's: the own share is used up. */
export const ownShareCode = 'OWN_SHARE_EXHAUSTED'

/**
 * Takes one request of the portal's budget. @returns why not, where none was to be had within `withinMs`.
 * @param priority where it may become more urgent while it waits.
 */
export async function takeBudget(
  access: RestAccess,
  priority: () => Priority = () => access.priority,
): Promise<RestFailure | null> {
  const { userId, withinMs = usualWaitMs[access.priority] } = access
  try {
    await restBudget(access).queue.take(priority, { userId, ...(withinMs !== undefined && { withinMs }) })
    count('spf_rest_budget_taken_total', { for: forWhom[priority()] })
    return null
  } catch (error) {
    if (!isBudgetExhausted(error)) throw error
    return { kind: 'query_limit', code: error.isOwnShare ? ownShareCode : 'BUDGET_EXHAUSTED' }
  }
}
