import 'server-only'
import { adminQuestion, ownerIsNotAdmin, saysAdmin } from '../bitrix24/admin-question.ts'
import { readWalk, type Walk, type Walked, walkCommands } from '../bitrix24/item-walk.ts'
import { type Command, callBatch } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { isOfThePortal } from '../confirmation/partial-verdict.ts'
import { recordRefusal } from '../portals/record-refusal.ts'
import { callAsInstallation } from '../tokens/call-as-installation.ts'

export type Compared = readonly [walk: Walk, walked: Walked]

/** Walks all of these in one request, believed only where the same request says that the owner of our token is an admin. */
export async function walkCompared(
  portalId: string,
  walks: readonly Walk[],
): Promise<
  { readonly ok: true; readonly compared: Compared[] } | { readonly ok: false; readonly failure: RestFailure }
> {
  if (walks.length === 0) return { ok: true, compared: [] }
  const commands = new Map<string, Command>([
    adminQuestion,
    ...walks.flatMap((walk, index) => walkCommands(`w${index}`, walk)),
  ])
  return callAsInstallation(portalId, 3, async (access) => {
    const answer = await callBatch(access, commands)
    const compared = answer.ok ? walks.map((walk, index): Compared => [walk, readWalk(answer, `w${index}`, walk)]) : []
    const declined = compared.flatMap(([, { declined }]) => declined ?? []).find(isOfThePortal)
    const failure = answer.ok ? (declined ?? unlessAdmin(saysAdmin(answer))) : answer.failure
    if (!failure) return { ok: true, compared }
    await recordRefusal(access, failure)
    return { ok: false, failure }
  })
}

function unlessAdmin(isAdmin: boolean | null): RestFailure | null {
  if (isAdmin === null) return { kind: 'other', code: 'OWNER_IS_NOT_KNOWN' }
  return isAdmin ? null : ownerIsNotAdmin
}
