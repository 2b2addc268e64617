import type { BatchAnswer, Command } from './rest-batch.ts'
import type { RestFailure } from './rest-error.ts'

/** `user.admin`: whether the owner of the token is an admin, in a batch under a key of its own (api-reference/common/users/user-admin.md). */
export const adminQuestion: [key: string, command: Command] = ['admin', { method: 'user.admin', params: {} }]

type Answer = Pick<Extract<BatchAnswer, { ok: true }>, 'results' | 'failures'>

/**
 * What a batch says of the owner of its token; null where it does not say. Only `true` proves anything: whoever is no admin gets shorter
 * lists rather than errors, so that what the same batch leaves out may still be there.
 */
export function saysAdmin({ results }: Pick<Answer, 'results'>): boolean | null {
  const admin = results.get(adminQuestion[0])
  return typeof admin === 'boolean' ? admin : null
}

/** Why the batch does not say it, where the portal gave a reason. */
export function adminFailure({ failures }: Pick<Answer, 'failures'>): RestFailure | undefined {
  return failures.get(adminQuestion[0])
}

/** Stands for the failure of a list that only an admin's answer could have made whole. */
export const ownerIsNotAdmin: RestFailure = { kind: 'denied', code: 'OWNER_IS_NOT_ADMIN' }
