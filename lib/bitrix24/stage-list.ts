import { z } from 'zod'
import { invoiceEntityTypeId } from './smart-process.ts'

/** One stage of a category. `sort` is its place, `color` is `#rrggbb`, semantics S is success, F failure, null on the way. */
export type StageRow = {
  readonly id: string
  readonly name: string
  readonly color: string | null
  readonly semantics: 'S' | 'F' | null
  readonly sort: number
}

/** ENTITY_ID of a category's stages (api-reference/crm/status): invoices have a name of their own. */
export function stageEntityId(entityTypeId: number, categoryId: number | null): string {
  const prefix = entityTypeId === invoiceEntityTypeId ? 'SMART_INVOICE' : `DYNAMIC_${entityTypeId}`
  return `${prefix}_STAGE_${categoryId ?? 0}`
}

export function listStages(entityId: string) {
  return { method: 'crm.status.list', params: { filter: { ENTITY_ID: entityId } } }
}

const stagesSchema = z.array(
  z.object({
    STATUS_ID: z.string(),
    NAME: z.string(),
    COLOR: z.string().nullish(),
    SEMANTICS: z.string().nullish(),
    SORT: z.coerce.number().catch(0),
  }),
)

/** The stages of `crm.status.list` in their order; empty for an answer that cannot be read. */
export function readStageList(result: unknown): StageRow[] {
  const parsed = stagesSchema.safeParse(result)
  if (!parsed.success) return []
  const stages = parsed.data.map(({ STATUS_ID, NAME, COLOR, SEMANTICS, SORT }): StageRow => {
    return {
      id: STATUS_ID,
      name: NAME.replaceAll('\0', ''),
      color: COLOR && /^#[0-9a-f]{6}$/i.test(COLOR) ? COLOR.toLowerCase() : null,
      semantics: SEMANTICS === 'S' || SEMANTICS === 'F' ? SEMANTICS : null,
      sort: SORT,
    }
  })
  return stages.sort((left, right) => left.sort - right.sort)
}
