import 'server-only'
import { refusalOf } from '../bitrix24/refusal-of.ts'
import { callRest } from '../bitrix24/rest-client.ts'
import { findUsers, listUsers, readUserPage } from '../bitrix24/user-list.ts'
import type { Named } from '../feed/feed-item.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'

/** Whom one wants to choose from: those with these words in their names, or these very people. */
export type PeopleAsked = { readonly q: string } | { readonly ids: readonly number[] }

/**
 * People of the portal, as it shows them to this viewer's own token: to a guest from outside only those whom the guest works with. None where
 * the portal shows the viewer none.
 * @throws Refusal `unauthorized` or `unavailable`.
 */
export async function listPeople(viewer: ViewerAccess, asked: PeopleAsked): Promise<Pick<Named, 'id' | 'name'>[]> {
  const { method, params } = 'ids' in asked ? listUsers(asked.ids.map(String)) : findUsers(asked.q)
  const answer = await callRest(viewer, method, params)
  if (answer.ok) {
    const { rows } = readUserPage(answer.result)
    return rows.flatMap(({ id, name }) => (name === '' ? [] : [{ id, name }]))
  }
  const { kind } = answer.failure
  if (kind === 'denied' || kind === 'not_found') return []
  throw refusalOf(answer.failure)
}
