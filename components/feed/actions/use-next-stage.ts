import { useEffect, useState } from 'react'
import type { Api } from '#components/frame/api-call.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { categoryOfStage, nextStage, type StageChoice } from '#lib/actions/next-stage.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'

const KEPT_MS = 10 * 60_000

type Known = { readonly askedAtMs: number; readonly stages: Promise<readonly StageChoice[]> }

/** The stages of each category, as long as this page lives: asked when a row of it is first acted on. */
const known = new Map<string, Known>()

function readStages(api: Api, entityTypeId: number, stageId: string): Promise<readonly StageChoice[]> {
  const key = `${entityTypeId}:${categoryOfStage(stageId)}`
  const before = known.get(key)
  if (before !== undefined && performance.now() - before.askedAtMs < KEPT_MS) return before.stages
  const stages = api.read('GET /api/stages', { query: { entityTypeId, stageId } }).then((answer) => answer.stages)
  known.set(key, { askedAtMs: performance.now(), stages })
  stages.catch(() => known.delete(key))
  return stages
}

/** The stage that an item may be moved to: `loading` until it is known, null where there is none. */
export function useNextStage({ entityTypeId, stage }: FeedItem): StageChoice | 'loading' | null {
  const { api } = useFrame()
  const [next, setNext] = useState<StageChoice | 'loading' | null>('loading')
  const stageId = stage?.semantics === null ? stage.id : null

  useEffect(() => {
    let isCurrent = true
    const stages = stageId === null ? Promise.resolve([]) : readStages(api, entityTypeId, stageId)
    stages.then(
      (choices) => isCurrent && setNext(nextStage(choices, stageId)),
      () => isCurrent && setNext(null),
    )
    return () => {
      isCurrent = false
    }
  }, [api, entityTypeId, stageId])

  return stageId === null ? null : next
}
