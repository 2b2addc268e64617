import { z } from 'zod'
import { closings } from './closed.ts'

/** Everything a portal remembers. It is plain JSON, so that a restarted simulator shows the very same portal. */

const stageSchema = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string(),
  sort: z.number(),
  /** S: won, F: lost, null: in progress. */
  semantics: z.enum(['S', 'F']).nullable(),
})

const categorySchema = z.object({
  id: z.number(),
  name: z.string(),
  sort: z.number(),
  isDefault: z.boolean(),
  stages: z.array(stageSchema),
})

/** Which of an item's fields a type has, by the names of its settings; all off, as in a new type (crm-type-add.md). */
export const switchesSchema = z.object({
  isBeginCloseDatesEnabled: z.boolean().default(false),
  isClientEnabled: z.boolean().default(false),
  isLinkWithProductsEnabled: z.boolean().default(false),
  isMycompanyEnabled: z.boolean().default(false),
  isSourceEnabled: z.boolean().default(false),
  isObserversEnabled: z.boolean().default(false),
})

const smartTypeSchema = z.object({
  /** Primary key of the type, what ONCRMTYPE* events carry; not the entityTypeId. */
  typeId: z.number(),
  entityTypeId: z.number(),
  title: z.string(),
  hasCategories: z.boolean(),
  hasStages: z.boolean(),
  switches: switchesSchema.prefault({}),
  categories: z.array(categorySchema),
  createdTime: z.string(),
  updatedTime: z.string(),
  nextItemId: z.number(),
})

const itemSchema = z.object({
  id: z.number(),
  title: z.string(),
  createdTime: z.string(),
  updatedTime: z.string(),
  movedTime: z.string(),
  createdBy: z.number(),
  updatedBy: z.number(),
  assignedById: z.number(),
  categoryId: z.number().nullable(),
  stageId: z.string().nullable(),
  previousStageId: z.string(),
  opportunity: z.number(),
  currencyId: z.string(),
  /** Anything else, e.g. ufCrm_3_1747309727 or xmlId, as it was given. */
  fields: z.record(z.string(), z.json()),
})

const commentSchema = z.object({
  id: z.number(),
  /** `DYNAMIC_1220`, `SMART_INVOICE`. */
  entityType: z.string(),
  entityId: z.number(),
  authorId: z.number(),
  text: z.string(),
  createdTime: z.string(),
})

const userSchema = z.object({
  id: z.number(),
  firstName: z.string(),
  lastName: z.string(),
  position: z.string(),
  active: z.boolean(),
  /** May manage applications; an admin also sees the whole CRM. */
  admin: z.boolean(),
  crm: z.enum(['all', 'own', 'none']),
  /** Types, by their entityTypeId, that the CRM denies to the person altogether: their list is an error. */
  deniedTypes: z.array(z.number()).optional(),
  /** What the person may change of what may be read; all of it, where nothing else is said. */
  change: z.enum(['all', 'own', 'none']).optional(),
  /** Whether the person may move items along their stages. */
  moveStages: z.boolean().optional(),
  crmAdmin: z.boolean().default(false),
  /** Most people have none. */
  hasPhoto: z.boolean().default(false),
  language: z.string(),
  options: z.record(z.string(), z.json()),
})

const tokenSchema = z.object({
  access: z.string(),
  /** null: the one-off token of an event; '': it was used. */
  refresh: z.string().nullable(),
  userId: z.number(),
  expiresAt: z.number(),
  issuedAt: z.number(),
})

const bindingSchema = z.object({
  id: z.number(),
  event: z.string(),
  handler: z.string(),
  /** 0: tokens of whoever acts. */
  userId: z.number(),
})

const placementSchema = z.object({
  id: z.number(),
  placement: z.string(),
  handler: z.string(),
  userId: z.number(),
  title: z.string(),
  description: z.string(),
  options: z.json(),
  langAll: z.json(),
})

export const portalStateSchema = z.object({
  memberId: z.string(),
  applicationToken: z.string(),
  /** Of the app, as installed: a new one has the installer run again. */
  version: z.number().default(1),
  /** An older portal: its launch form lacks SERVER_ENDPOINT, APPLICATION_TOKEN and APPLICATION_SCOPE. */
  olderLaunch: z.boolean().default(false),
  port: z.number(),
  /** null: the simulator's own APP_URL, so that a restart may move the app. */
  appUrl: z.string().nullable(),
  scope: z.string(),
  language: z.string(),
  /** How the portal's pages look, which it also tells its frames. */
  theme: z.enum(['light', 'dark']),
  /** installFinish has been called. */
  installed: z.boolean(),
  /** The app was uninstalled and not installed again. */
  removed: z.boolean(),
  firstRun: z.boolean(),
  paymentExpired: z.boolean(),
  /** The portal is closed to all apps, whatever they paid. */
  closed: z.enum(closings).nullable().default(null),
  /** The plan with its region, as in app.info; `en_ent250` has the limits of Enterprise. */
  license: z.string().default('en_std'),
  users: z.array(userSchema),
  types: z.array(smartTypeSchema),
  /** By entityTypeId, ascending by id. */
  items: z.record(z.string(), z.array(itemSchema)),
  comments: z.array(commentSchema).default([]),
  /** Deleted items, by entityTypeId. */
  recycleBin: z.record(z.string(), z.array(itemSchema)).default({}),
  tokens: z.array(tokenSchema),
  bindings: z.array(bindingSchema),
  placements: z.array(placementSchema),
  appOptions: z.record(z.string(), z.json()),
  nextBindingId: z.number(),
  nextTypeId: z.number(),
  nextEntityTypeId: z.number(),
  nextCategoryId: z.number(),
})

export type PortalState = z.infer<typeof portalStateSchema>
export type Stage = z.infer<typeof stageSchema>
export type Category = z.infer<typeof categorySchema>
export type SmartType = z.infer<typeof smartTypeSchema>
export type Item = z.infer<typeof itemSchema>
export type Comment = z.infer<typeof commentSchema>
export type User = z.infer<typeof userSchema>
export type Token = z.infer<typeof tokenSchema>
export type Binding = z.infer<typeof bindingSchema>
export type Placement = z.infer<typeof placementSchema>
