import 'server-only'
import { type CategoryRow, listCategories, readCategoryPage } from '../bitrix24/category-list.ts'
import { listAllStages } from '../bitrix24/list-all-stages.ts'
import { refusalOf } from '../bitrix24/refusal-of.ts'
import { type Command, callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { listStages, readStagePage, stageEntityId } from '../bitrix24/stage-list.ts'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { readToldTypes } from '../visibility/read-told-types.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { Pipeline } from './pipeline.ts'

const waitMs = 20_000
/** Nobody looks through more of them in a form. */
const maxPipelines = 200

type Asked = Pick<Pipeline, 'entityTypeId' | 'id' | 'name'>

/**
 * The pipelines of the followed types, or of one, with their stages, in the order that the CRM gives them. Asked with the viewer's own token,
 * and only about types that the viewer is told of: what the CRM does not show to the viewer is left out.
 * @throws Refusal `unauthorized` or `unavailable`.
 */
export async function listPipelines(
  viewer: ViewerAccess,
  { entityTypeId }: { entityTypeId?: number | undefined },
  clock: Clock,
): Promise<Pipeline[]> {
  const { open, closed } = await readToldTypes(viewer, { clock, waitMs })
  const types = [...open, ...closed].filter((type) => entityTypeId === undefined || type === entityTypeId)
  const asked = (await listAsked(viewer, types)).slice(0, maxPipelines)
  const answers = await askEach(viewer, asked, ({ entityTypeId: type, id }) => listStages(stageEntityId(type, id)))
  const pipelines: Pipeline[] = []
  for (const { about, result } of answers) {
    if (result === undefined) continue
    const all = await listAllStages(viewer, stageEntityId(about.entityTypeId, about.id), readStagePage(result))
    if (all.ok) pipelines.push({ ...about, stages: all.stages })
    else if (!mayLeaveOut(all.failure)) throw refusalOf(all.failure)
  }
  return pipelines
}

async function listAsked(viewer: ViewerAccess, types: readonly number[]): Promise<Asked[]> {
  const answers = await askEach(viewer, types, (type) => listCategories(type, 0))
  const unsupported = answers.flatMap(({ about, code }) => (code === 'ENTITY_TYPE_NOT_SUPPORTED' ? [about] : []))
  const [only, undivided] = await inPortal(viewer.portalId, (tx) =>
    Promise.all([readOnlyCategories(tx, viewer.portalId, unsupported), readUndivided(tx, viewer.portalId)]),
  )
  return answers.flatMap(({ about, result }) => {
    const category = only.get(about)
    const rows: Pick<CategoryRow, 'id' | 'name'>[] =
      category === undefined
        ? readCategoryPage(result).rows.toSorted((left, right) => left.sort - right.sort)
        : [{ id: category, name: '' }]
    return rows.map(({ id, name }) => ({ entityTypeId: about, id, name: undivided.has(about) ? '' : name }))
  })
}

async function readUndivided(tx: Transaction, portalId: string): Promise<Set<number>> {
  const watches = await tx.watch.findMany({ where: { portalId, hasCategories: false }, select: { entityTypeId: true } })
  return new Set(watches.map(({ entityTypeId }) => Number(entityTypeId)))
}

/** The one category of types that the CRM lists none of: their items have it all the same, and their stages belong to it. */
async function readOnlyCategories(tx: Transaction, portalId: string, types: readonly number[]) {
  const rows = await tx.$queryRaw<{ entity_type_id: bigint; category_id: bigint }[]>`
      select asked.entity_type_id, newest.category_id
      from unnest(${types.map(BigInt)}::bigint[]) as asked (entity_type_id)
      cross join lateral (
        select i.category_id from feed_item i
        where i.portal_id = ${portalId}::uuid and i.entity_type_id = asked.entity_type_id
        order by i.position desc limit 1
      ) newest
      where newest.category_id is not null`
  return new Map(rows.map((row) => [Number(row.entity_type_id), Number(row.category_id)]))
}

type AnswerAbout<T> = { readonly about: T; readonly result: unknown; readonly code: string | undefined }

/** One question about each, as many at once as a request takes. */
async function askEach<T>(viewer: ViewerAccess, abouts: readonly T[], ask: (about: T) => Command) {
  const answers: AnswerAbout<T>[] = []
  for (let start = 0; start < abouts.length; start += maxCommands) {
    const part = abouts.slice(start, start + maxCommands)
    const answer = await callBatch(viewer, new Map(part.map((about, n) => [`q${n}`, ask(about)])))
    if (!answer.ok) throw refusalOf(answer.failure)
    for (const [n, about] of part.entries()) {
      const failure = answer.failures.get(`q${n}`)
      if (failure && !mayLeaveOut(failure)) throw refusalOf(failure)
      answers.push({ about, result: answer.results.get(`q${n}`), code: failure?.code })
    }
  }
  return answers
}

/** Nothing of it can be told, now or later; whatever else was not answered must not pass for a whole list. */
function mayLeaveOut({ kind, code }: RestFailure): boolean {
  return kind === 'denied' || kind === 'not_found' || code === 'ERROR_METHOD_NOT_FOUND'
}
