import type { PortalFaults } from './faults.ts'
import { asPhpArray, asText, isMap, type JsonMap, type JsonValue } from './json-value.ts'
import type { MethodAnswer } from './rest-method.ts'

/** What a portal makes of the answer of a method where single rows of it are odd, or its list or counts are. */
export function asItComes(faults: PortalFaults, method: string, answer: MethodAnswer): MethodAnswer {
  const name = method.toLowerCase()
  const odd = faults.oddRows.filter((row) => row.method === name)
  const isMapped = faults.mappedLists.includes(name)
  const { result, ...counts } = answer
  const shown = odd.length === 0 && !isMapped ? result : withList(result, (rows) => spoil(rows, odd, isMapped))
  return faults.noCounts ? { result: shown } : { result: shown, ...counts }
}

/** The list is the result itself, or the one list that stands in it by name. */
function withList(result: JsonValue, change: (rows: JsonValue[]) => JsonValue): JsonValue {
  if (Array.isArray(result)) return change(result)
  if (!isMap(result)) return result
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key, Array.isArray(value) ? change(value) : value]),
  )
}

function spoil(rows: JsonValue[], odd: PortalFaults['oddRows'], isMapped: boolean): JsonValue {
  const shown = rows.map((row) => {
    const fault = odd.find(({ id }) => isMap(row) && keysOf(row).includes(String(id)))
    if (!fault || !isMap(row)) return row
    return fault.fields === null ? null : { ...row, ...fault.fields }
  })
  // Whatever does not count from 0 is an object to PHP.
  return isMapped ? asPhpArray(Object.fromEntries(shown.map((row, position) => [String(position + 1), row]))) : shown
}

const keysOf = ({ ID, STATUS_ID, id, entityTypeId }: JsonMap) => [ID, STATUS_ID, id, entityTypeId].map(asText)
