/** What the portal's server tells its own page. Times are ISO 8601. */
export type PortalUser = { id: number; name: string; role: 'admin' | 'manager' | 'employee' | 'outsider' }

export type Stage = { id: string; name: string; color: string; semantics: string | null; categoryId?: number | null }

export type EntityType = {
  entityTypeId: number
  title: string
  count: number
  categories: { id: number; name: string }[]
  stages: Stage[]
}

/** `message` is BB code, of which there are links. */
export type Notification = { id: number; message: string; at: string; isRead: boolean }

export type PortalState = {
  user: PortalUser
  users: PortalUser[]
  portal: { memberId: string; domain: string; origin: string }
  types: EntityType[]
  app: { installed: boolean; paymentExpired: boolean; closed: string | null; title: string }
  language: string
  theme: 'light' | 'dark'
  notifications: Notification[]
}

export type Person = { id: number; name: string }

export type Item = {
  id: number
  title: string
  createdTime: string
  createdBy: Person | null
  assignedBy: Person | null
  category: { id: number; name: string } | null
  stage: Stage | null
  opportunity?: number | null
  currencyId?: string | null
}

export type FrameAuth = { AUTH_ID: string; REFRESH_ID: string; AUTH_EXPIRES: string }

/** The getInitData reply, sent on as the server made it; the page itself changes only these. */
export type InitData = Record<string, unknown> &
  Partial<FrameAuth> & { FIRST_RUN?: boolean; USER_OPTIONS?: unknown; APP_OPTIONS?: unknown }

export type AppFrameTicket = {
  ok: true
  action: string
  fields: Record<string, string | number | boolean>
  frameName: string
  sid: string
  appOrigin: string
  initData: InitData
}

export type AppFrameRefusal = { ok: false; reason: 'not_installed' | 'payment' }
