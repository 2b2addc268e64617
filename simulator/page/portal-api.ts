import type { AppFrameRefusal, AppFrameTicket, FrameAuth, Item, PortalState } from './portal-types.ts'

/** The server declined; `status` is the HTTP status. */
class PortalRequestError extends Error {
  readonly status: number

  constructor(status: number, path: string) {
    super(`${path} answered ${status}`)
    this.status = status
  }
}

/** Calls the portal's own server; answers its JSON, or null for an empty body. */
export async function request<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new PortalRequestError(response.status, path)
  const text = await response.text()
  return (text ? JSON.parse(text) : null) as T
}

export const readState = () => request<PortalState>('GET', '/portal-api/state')

export async function readItems(entityTypeId: number, before: number | null, limit: number): Promise<Item[]> {
  const query = new URLSearchParams({ entityTypeId: String(entityTypeId), limit: String(limit) })
  if (before !== null) query.set('before', String(before))
  return (await request<{ items: Item[] }>('GET', `/portal-api/items?${query}`)).items
}

const itemPath = (entityTypeId: number, id: number) => `/portal-api/items/${entityTypeId}/${id}`

/** The item, or null when it does not exist for this user. */
export async function readItem(entityTypeId: number, id: number): Promise<Item | null> {
  try {
    return await request<Item>('GET', itemPath(entityTypeId, id))
  } catch (error) {
    if (error instanceof PortalRequestError && error.status < 500) return null
    throw error
  }
}

export type ItemChange = { title?: string; stageId?: string }

export const createItem = (entityTypeId: number, change: ItemChange) =>
  request<unknown>('POST', '/portal-api/items', { entityTypeId, ...change })

export const updateItem = (entityTypeId: number, id: number, change: ItemChange) =>
  request<unknown>('PATCH', itemPath(entityTypeId, id), change)

export const deleteItem = (entityTypeId: number, id: number) => request<unknown>('DELETE', itemPath(entityTypeId, id))

export const switchUser = (userId: number) => request<unknown>('POST', '/portal-api/user', { userId })

export const switchLanguage = (language: string) => request<unknown>('POST', '/portal-api/language', { language })

export const switchTheme = (theme: string) => request<unknown>('POST', '/portal-api/theme', { theme })

export const readNotifications = () => request<unknown>('POST', '/portal-api/notifications-read', {})

export const openAppFrame = (placement: string, placementOptions: object) =>
  request<AppFrameTicket | AppFrameRefusal>('POST', '/portal-api/app-frame', { placement, placementOptions })

export const refreshAuth = (sid: string) => request<FrameAuth>('POST', '/portal-api/refresh-auth', { sid })

export const finishInstall = (sid: string) => request<unknown>('POST', '/portal-api/install-finish', { sid })

export const saveOption = (kind: 'user-option' | 'app-option', name: string, value: unknown) =>
  request<unknown>('POST', `/portal-api/${kind}`, { name, value })
