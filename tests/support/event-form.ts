/** What an item event says; `undefined` leaves a field out. */
export type EventFields = {
  event: string
  entityTypeId: number | string
  itemId: number | string | undefined
  memberId: string | undefined
  applicationToken: string | undefined
  /** Comes along where a person acted. */
  accessToken: string | undefined
  ts: string | undefined
}

/** The body of an event as a portal sends it (api-reference/crm/universal/events). */
export function eventForm(
  portal: { memberId: string; applicationToken: string; domain: string },
  fields: Partial<EventFields> = {},
): URLSearchParams {
  const { event, entityTypeId, itemId, memberId, applicationToken, accessToken, ts }: EventFields = {
    event: 'ONCRMDYNAMICITEMADD',
    entityTypeId: 1220,
    itemId: undefined,
    memberId: portal.memberId,
    applicationToken: portal.applicationToken,
    accessToken: undefined,
    ts: String(Math.floor(Date.now() / 1000)),
    ...fields,
  }
  const pairs = {
    event,
    event_handler_id: '4',
    'data[FIELDS][ID]': itemId,
    'data[FIELDS][ENTITY_TYPE_ID]': entityTypeId,
    ts,
    'auth[domain]': portal.domain,
    'auth[member_id]': memberId,
    'auth[application_token]': applicationToken,
    'auth[access_token]': accessToken,
  }
  return new URLSearchParams(
    Object.entries(pairs).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  )
}
