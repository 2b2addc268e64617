import { z } from 'zod'
import { filterSchema } from '../feed/filter-schema.ts'
import { notifySchema } from '../notify/notify-schema.ts'
import { isStorableText } from '../platform/storable-text.ts'
import type { Preferences, SavedView } from './preferences.ts'
import { fromStoredViews, maxViews, toStoredViews } from './stored-views.ts'
import { themes } from './theme.ts'

const maxNameLength = 80

const viewSchema: z.ZodType<SavedView> = z.strictObject({
  id: z.string().regex(/^[\w-]{1,40}$/),
  name: z.string().trim().min(1).max(maxNameLength).refine(isStorableText),
  filter: filterSchema,
})

const viewsSchema = z
  .array(viewSchema)
  .max(maxViews)
  .refine((views) => new Set(views.map((view) => view.id)).size === views.length)

/** What may be saved: any of the parts, each as a whole. */
export const changesSchema = z.strictObject({
  views: viewsSchema.exactOptional(),
  notify: notifySchema.nullable().exactOptional(),
  theme: z.enum(themes).nullable().exactOptional(),
  filter: filterSchema.nullable().exactOptional(),
} satisfies Record<keyof Preferences, z.ZodType>)

export type PreferenceChanges = z.infer<typeof changesSchema>

/** What was saved, whenever that was: a part that is no longer understood counts as never saved. */
export function readStored(stored: unknown): Preferences {
  const { laterViews, ...read } = storedSchema.parse(stored)
  return { ...read, views: fromStoredViews({ views: read.views, laterViews }) }
}

/** Changes as they are stored. */
export function toStored({ views, ...changes }: PreferenceChanges): object {
  return views === undefined ? changes : { ...changes, ...toStoredViews(views) }
}

const laterViewsSchema = z.array(z.strictObject({ at: z.int().nonnegative(), view: viewSchema })).max(maxViews)

const storedSchema = z
  .object({
    views: viewsSchema.catch([]),
    laterViews: laterViewsSchema.catch([]),
    notify: notifySchema.nullable().catch(null),
    theme: z.enum(themes).nullable().catch(null),
    filter: filterSchema.nullable().catch(null),
  })
  .catch({ views: [], laterViews: [], notify: null, theme: null, filter: null })
