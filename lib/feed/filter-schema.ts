import { z } from 'zod'
import { idSchema } from '../bitrix24/ids.ts'
import { isStorableText } from '../platform/storable-text.ts'
import { type FeedFilter, instantOf } from './feed-filter.ts'

const text = (maxLength: number) => z.string().min(1).max(maxLength).refine(isStorableText)
const edge = (name: 'from' | 'to') => z.string().refine((value) => instantOf(value, name) !== null)
const flag = z.union([
  z.boolean(),
  z.enum(['1', 'true', '0', 'false']).transform((word) => word === '1' || word === 'true'),
])

/**
 * A filter as it comes in an address or in JSON. What is not known is refused: a filter that is left out silently would
 * show more than was asked for.
 */
export const filterSchema: z.ZodType<FeedFilter> = z.strictObject({
  entityTypeId: idSchema.exactOptional(),
  q: text(200).exactOptional(),
  createdBy: idSchema.exactOptional(),
  assignedTo: idSchema.exactOptional(),
  stageId: text(100).exactOptional(),
  categoryId: idSchema.exactOptional(),
  actor: z.enum(['person', 'automation', 'unknown']).exactOptional(),
  source: z.enum(['event', 'catch-up']).exactOptional(),
  from: edge('from').exactOptional(),
  to: edge('to').exactOptional(),
  unread: flag.exactOptional(),
} satisfies Record<keyof FeedFilter, z.ZodType>)
