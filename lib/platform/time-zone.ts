const offset = /^([+-])(\d{2}:\d{2})$/
const named = /^[A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*)*$/

/** Whether this is a time zone as a browser names it: `Europe/Berlin`, or an offset such as `+03:00`. */
export function isTimeZone(zone: string): boolean {
  if (!offset.test(zone) && !named.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** The zone for PostgreSQL, which counts offsets westwards. */
export function toPostgresZone(zone: string): string {
  const [, sign, hours] = offset.exec(zone) ?? []
  return sign && hours ? `UTC${sign === '+' ? '-' : '+'}${hours}` : zone
}

/** A moment as a spreadsheet of any language understands it: `2026-11-22 15:04:05`, as the clocks of the zone showed it. */
export function localTime(zone: string, moment: Date): string {
  // Sweden writes dates that way.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(moment)
}
