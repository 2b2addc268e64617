import type { StageChoice } from './next-stage.ts'

/** A pipeline of a followed type with its stages, in their order. `name` is empty where the type is not divided into pipelines. */
export type Pipeline = {
  readonly entityTypeId: number
  readonly id: number
  readonly name: string
  readonly stages: readonly StageChoice[]
}
