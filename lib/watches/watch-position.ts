/** Up to where the items of a followed type have been read, for whoever asks the CRM next. */
export type WatchPosition = {
  readonly entityTypeId: number
  /** Every item of the CRM's list up to this one has been read and committed. */
  readonly checkpointItemId: number
  /** Catch-up wants it to be walked now. */
  readonly isDue: boolean
  /** How many ids the next walk may go at most, after the CRM declined one; null for as far as the list goes. */
  readonly walkSpan: number | null
}

/** Why a watch's items cannot be followed: the portal knows no such type, or lets not even an admin list it. */
export type PauseReason = 'TYPE_GONE' | 'DENIED'

/** What a walk makes of its watch, which is still where the walk began. */
export type WatchMove = {
  readonly entityTypeId: number
  readonly fromItemId: number
} & (
  | {
      readonly kind: 'moved'
      readonly toItemId: number
      /** The walk reached the end of the CRM's list. */
      readonly isSwept: boolean
      /** In how many seconds it is to be walked again; null: not before its turn; `kept`: as it was. */
      readonly dueInSeconds: number | null | 'kept'
      readonly walkSpan: number | null
    }
  | { readonly kind: 'postponed'; readonly dueInSeconds: number }
  | { readonly kind: 'paused'; readonly reason: PauseReason; readonly dueInSeconds: number }
)

export type Moved = Extract<WatchMove, { kind: 'moved' }>
