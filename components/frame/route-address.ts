import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import type { Route } from '#lib/http/contract.ts'

/** What of a request stands in its address. */
export type Named = { readonly item?: ItemRef; readonly query?: Readonly<Record<string, string | number | boolean>> }

/** Where a route is asked: its path with the item that it is about, and what is asked as the query. */
export function routeAddress(route: Route, { item, query = {} }: Named): string {
  const path = route.slice(route.indexOf(' ') + 1)
  const named = item ? path.replace('<type>', `${item.entityTypeId}`).replace('<id>', `${item.itemId}`) : path
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  return params.size === 0 ? named : `${named}?${params}`
}
