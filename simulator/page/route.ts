/** Where the portal is, read from the address. */
export type Route =
  | { page: 'list'; entityTypeId: number; categoryId: number }
  | { page: 'details'; entityTypeId: number; itemId: number }
  | { page: 'app' }

export const APP_PATH = '/marketplace/app/1/'

export const listPath = (entityTypeId: number, categoryId = 0) =>
  `/crm/type/${entityTypeId}/list/category/${categoryId}/`

export const detailsPath = (entityTypeId: number, itemId: number) => `/crm/type/${entityTypeId}/details/${itemId}/`

/** The route of a path; everything that is neither a list nor a card is the app's tab. */
export function parseRoute(pathname: string): Route {
  const list = /^\/crm\/type\/(\d+)\/(?:list\/(?:category\/(\d+)\/?)?)?$/.exec(pathname)
  if (list) return { page: 'list', entityTypeId: Number(list[1]), categoryId: Number(list[2] ?? 0) }
  const details = /^\/crm\/type\/(\d+)\/details\/(\d+)\/?$/.exec(pathname)
  if (details) return { page: 'details', entityTypeId: Number(details[1]), itemId: Number(details[2]) }
  return { page: 'app' }
}
