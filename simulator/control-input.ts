import { z } from 'zod'
import { switchesSchema } from './portal-state.ts'

/** Bodies of the control API. It is a test tool: permissive, but typed. */

export const newPortalSchema = z.object({
  memberId: z.string().min(1).optional(),
  applicationToken: z.string().min(1).optional(),
  olderLaunch: z.boolean().default(false),
  port: z.number().int().default(0),
  installed: z.boolean().default(false),
  sample: z.boolean().default(true),
  appUrl: z.string().optional(),
  scope: z.string().optional(),
  license: z.string().default('en_std'),
  theme: z.enum(['light', 'dark']).default('light'),
})

export const tokensSchema = z.object({ userId: z.number().optional(), expiresInSeconds: z.number().default(3600) })

export const newItemsSchema = z.object({
  entityTypeId: z.number(),
  title: z.string().optional(),
  userId: z.number().optional(),
  byRobot: z.boolean().default(false),
  count: z.number().int().min(1).max(50_000).default(1),
  id: z.number().int().positive().optional(),
  categoryId: z.number().optional(),
  stageId: z.string().optional(),
  /** 0 is nobody; without it, whoever creates them. */
  assignedById: z.number().optional(),
  opportunity: z.number().optional(),
  fields: z.record(z.string(), z.json()).optional(),
  announce: z.boolean().default(true),
})

export const itemChangesSchema = z.object({
  title: z.string().optional(),
  stageId: z.string().optional(),
  assignedById: z.number().optional(),
  createdBy: z.number().optional(),
  opportunity: z.number().optional(),
  userId: z.number().optional(),
  byRobot: z.boolean().default(false),
  announce: z.boolean().default(true),
})

export const newTypeSchema = z.object({
  title: z.string(),
  entityTypeId: z.number().optional(),
  categories: z.boolean().optional(),
  stages: z.boolean().optional(),
  categoryCount: z.number().int().positive().optional(),
  /** Of each category. */
  stageCount: z.number().int().min(5).optional(),
  /** Which fields its items have. */
  switches: switchesSchema.optional(),
})

export const rightsSchema = z.object({
  userId: z.number(),
  admin: z.boolean().optional(),
  crm: z.enum(['all', 'own', 'none']).optional(),
  /** Types, by their entityTypeId, whose very list the CRM denies to the person. */
  deniedTypes: z.array(z.number()).optional(),
  change: z.enum(['all', 'own', 'none']).optional(),
  moveStages: z.boolean().optional(),
  /** May set up the CRM, without being an admin of the portal. */
  crmAdmin: z.boolean().optional(),
  active: z.boolean().optional(),
})

export const eventSchema = z.object({
  event: z.string(),
  fields: z.record(z.string(), z.json()).default({}),
  userId: z.number().optional(),
  byRobot: z.boolean().default(false),
})

export const addressesSchema = z.object({
  path: z.string().default(''),
  told: z.partialRecord(z.enum(['domain', 'uri', 'client_endpoint']), z.string()).default({}),
})

export type NewPortalInput = z.input<typeof newPortalSchema>
export type TokensInput = z.input<typeof tokensSchema>
export type NewItemsInput = z.input<typeof newItemsSchema>
export type ItemChangesInput = z.input<typeof itemChangesSchema>
export type NewTypeInput = z.input<typeof newTypeSchema>
export type RightsInput = z.input<typeof rightsSchema>
export type AddressesInput = z.input<typeof addressesSchema>
export type EventInput = z.input<typeof eventSchema>
