import 'server-only'
import type { RestAccess } from './rest-access.ts'
import { restBudget } from './rest-budget.ts'
import type { RestFailure } from './rest-error.ts'
import { takeBudget } from './take-budget.ts'

/** Which of the methods may be called now; the others' failures. */
export type Admission =
  | { readonly ok: true; readonly held: ReadonlyMap<string, RestFailure> }
  | { readonly ok: false; readonly failure: RestFailure }

/**
 * Waits for the portal's budget to let one request with these methods through. Methods whose operating time is used up are held
 * back; where nothing else is left, no request is spent.
 * @param carrier the method that carries them, where that is another one.
 */
export async function admit(access: RestAccess, methods: Iterable<string>, carrier?: 'batch'): Promise<Admission> {
  const budget = restBudget(access)
  const names = new Set(methods)
  const held = () => {
    const failures = new Map<string, RestFailure>()
    const untilOf = (method: string) => budget.heldUntilMs(method, access.priority)
    const carrierUntilMs = carrier ? untilOf(carrier) : null
    for (const method of names) {
      const untilMs = carrierUntilMs ?? untilOf(method)
      if (untilMs !== null) {
        failures.set(method, { kind: 'operation_limit', code: 'OPERATION_TIME_LIMIT', retryAt: new Date(untilMs) })
      }
    }
    return failures
  }
  const allHeld = (failures: ReadonlyMap<string, RestFailure>): Admission | null => {
    const [failure] = failures.values()
    return failure && failures.size === names.size ? { ok: false, failure } : null
  }
  const paid = access.isPaid === true
  const before = paid ? null : allHeld(held())
  if (before) return before
  const declined = paid ? null : await takeBudget(access)
  if (declined) return { ok: false, failure: declined }
  // Only now is known what the other instances know.
  const after = held()
  const refused = allHeld(after)
  if (refused) budget.queue.giveBack()
  return refused ?? { ok: true, held: after }
}
