import 'server-only'
import { mayGoOn } from './list-rows.ts'
import { callRest, type RestAccess } from './rest-client.ts'
import type { RestFailure } from './rest-error.ts'
import { inOrder, listStages, readStagePage, type StageRow } from './stage-list.ts'

const maxPages = 20

type Stages = { readonly ok: true; readonly stages: StageRow[] } | { readonly ok: false; readonly failure: RestFailure }

/**
 * The stages of one category in their order, to the end of their list. `firstPage` is its first page where that has been read
 * already.
 */
export async function listAllStages(
  access: RestAccess,
  entityId: string,
  firstPage: ReturnType<typeof readStagePage> | null = null,
): Promise<Stages> {
  const stages = new Map<string, StageRow>()
  for (let page = 0; page < maxPages; page += 1) {
    const { method, params } = listStages(entityId, page)
    const answer = page === 0 && firstPage ? null : await callRest(access, method, params)
    if (answer && !answer.ok) return { ok: false, failure: answer.failure }
    const read = answer ? readStagePage(answer.result) : firstPage
    if (!read) break
    const before = stages.size
    for (const stage of read.rows) if (!stages.has(stage.id)) stages.set(stage.id, stage)
    // A list that knows no pages is the same again.
    if (!mayGoOn(read) || stages.size === before) break
  }
  return { ok: true, stages: inOrder([...stages.values()]) }
}
