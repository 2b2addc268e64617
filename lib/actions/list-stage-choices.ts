import 'server-only'
import { listAllStages } from '../bitrix24/list-all-stages.ts'
import { refusalOf } from '../bitrix24/refusal-of.ts'
import { stageEntityId } from '../bitrix24/stage-list.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { categoryOfStage, type StageChoice } from './next-stage.ts'

/**
 * The stages of the category that this stage belongs to, in their order, as the CRM shows them to this viewer; none where
 * it shows the viewer nothing.
 * @throws Refusal `unauthorized` or `unavailable`.
 */
export async function listStageChoices(
  viewer: ViewerAccess,
  { entityTypeId, stageId }: { entityTypeId: number; stageId: string },
): Promise<StageChoice[]> {
  const answer = await listAllStages(viewer, stageEntityId(entityTypeId, categoryOfStage(stageId)))
  if (answer.ok) return answer.stages
  const { kind } = answer.failure
  if (kind === 'denied' || kind === 'not_found') return []
  throw refusalOf(answer.failure)
}
