/** Creations in one hour or day of the viewer's time zone; `from` is its beginning, ISO 8601 UTC. */
export type ActivityBucket = { readonly from: string; readonly count: number; readonly byAutomation: number }

/** Creations of one hour of the week: `weekday` 1 is Monday, `hour` 0 to 23, both in the viewer's time zone. Empty ones are left out. */
export type HeatCell = {
  readonly weekday: number
  readonly hour: number
  readonly count: number
  readonly byAutomation: number
}

/**
 * The answer of `GET /api/activity`, of what the viewer may see. Empty buckets are there too. `isPartial`: perhaps not
 * all items of the range were counted, because the CRM would have to be asked about each, or did not answer.
 */
export type Activity = {
  readonly buckets: readonly ActivityBucket[]
  readonly heat: readonly HeatCell[]
  readonly isPartial: boolean
}
