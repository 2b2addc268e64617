import type { RemoteItem } from '../bitrix24/remote-item.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { Action } from './action.ts'

/** What an action does to the item itself. */
export type Change = Extract<Action, { kind: 'take' | 'stage' }>

/** The stage that the viewer saw, where it matters. */
export function seenStage(change: Change): string | null {
  return change.kind === 'stage' ? change.from : null
}

export function isAsWanted({ userId }: ViewerAccess, change: Change, item: RemoteItem): boolean {
  return change.kind === 'take' ? item.assignedById === userId : item.stageId === change.to
}
