import type { Method, Methods } from '../rest-method.ts'
import { appMethods } from './app-methods.ts'
import { currencyMethods } from './currency-methods.ts'
import { eventMethods } from './event-methods.ts'
import { itemMethods } from './item-methods.ts'
import { placementMethods } from './placement-methods.ts'
import { timelineMethods } from './timeline-methods.ts'
import { typeMethods } from './type-methods.ts'
import { typeWriteMethods } from './type-write-methods.ts'
import { userMethods } from './user-methods.ts'

const ALL: Methods = {
  ...appMethods,
  ...userMethods,
  ...currencyMethods,
  ...eventMethods,
  ...placementMethods,
  ...typeMethods,
  ...typeWriteMethods,
  ...itemMethods,
  ...timelineMethods,
}

/** A method by its name, whatever its case. */
export function findMethod(name: string): Method | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(ALL, key) ? ALL[key] : undefined
}
