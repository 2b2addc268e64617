import 'server-only'
import { type ListPage, maxListPages, mayGoOn } from './list-rows.ts'
import type { RestAccess } from './rest-access.ts'
import { callRest } from './rest-client.ts'
import type { RestFailure } from './rest-error.ts'
import { inOrder, listStages, readStagePage, type StageRow } from './stage-list.ts'

type Failed = { readonly ok: false; readonly failure: RestFailure }
type Page = ({ readonly ok: true } & ListPage<StageRow>) | Failed

/**
 * The stages of one category in their order, to the end of their list. `firstPage` is its first page where that has been read
 * already.
 */
export async function listAllStages(
  access: RestAccess,
  entityId: string,
  firstPage: ListPage<StageRow> | null = null,
): Promise<{ readonly ok: true; readonly stages: StageRow[] } | Failed> {
  const stages = new Map<string, StageRow>()
  for (let page = 0; page < maxListPages; page += 1) {
    const read = page === 0 && firstPage ? { ok: true as const, ...firstPage } : await readPage(access, entityId, page)
    if (!read.ok) return read
    const goesOn = mayGoOn(read, ({ id }) => stages.has(id))
    for (const stage of read.rows) if (!stages.has(stage.id)) stages.set(stage.id, stage)
    if (!goesOn) break
  }
  return { ok: true, stages: inOrder([...stages.values()]) }
}

async function readPage(access: RestAccess, entityId: string, page: number): Promise<Page> {
  const { method, params } = listStages(entityId, page)
  const answer = await callRest(access, method, params)
  return answer.ok ? { ok: true, ...readStagePage(answer.result) } : answer
}
