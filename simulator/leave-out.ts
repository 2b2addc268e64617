import type { leftOutParts } from './faults.ts'
import { isMap, type JsonMap } from './json-value.ts'

/** An answer as an older box gives it: without these parts, those of its `time` among them. */
export function leaveOut(answer: object, parts: readonly (typeof leftOutParts)[number][]): JsonMap {
  const names: ReadonlySet<string> = new Set(parts)
  const kept = (map: object) => Object.entries(map).filter(([name]) => !names.has(name))
  const whole = kept(answer).map(([name, value]) => [
    name,
    name === 'time' && isMap(value) ? Object.fromEntries(kept(value)) : value,
  ])
  return Object.fromEntries(whole)
}
