import { z } from 'zod'
import { idSchema } from '../bitrix24/ids.ts'
import { isStorableText } from '../platform/storable-text.ts'
import { type FeedFilter, instantOf } from './feed-filter.ts'
import { type ValueFilter, type ValueKey, valueConditions, valueKeys } from './value-conditions.ts'

const text = (maxLength: number) => z.string().min(1).max(maxLength).refine(isStorableText)
const edge = (name: 'from' | 'to') => z.string().refine((value) => instantOf(value, name) !== null)
const idOrNoneSchema = z.union([z.enum(['0']).transform(Number), z.literal(0), idSchema])
const flag = z.union([
  z.boolean(),
  z.enum(['1', 'true', '0', 'false']).transform((word) => word === '1' || word === 'true'),
])

/**
 * A filter as it comes in an address or in JSON. What is not known is refused: a filter that is left out silently would
 * show more than was asked for.
 */
export const filterSchema: z.ZodType<FeedFilter> = z
  .strictObject({
    ...valueSchemas(),
    q: text(200).exactOptional(),
    from: edge('from').exactOptional(),
    to: edge('to').exactOptional(),
    unread: flag.exactOptional(),
    day: z.literal('today').exactOptional(),
  } satisfies Record<keyof FeedFilter, z.ZodType>)
  // It says what `from` is, and narrows nothing.
  .refine(({ day, from }) => day === undefined || from !== undefined)

type ValueSchemas = { readonly [Key in ValueKey]: z.ZodExactOptional<z.ZodType<NonNullable<ValueFilter[Key]>>> }

function valueSchemas(): ValueSchemas {
  const schemaOf = (key: ValueKey) => {
    const condition = valueConditions[key]
    if (condition.kind === 'choice') return z.enum(condition.values)
    if (condition.kind === 'texts') return text(condition.maxLength)
    return condition.kind === 'id' ? idSchema : idOrNoneSchema
  }
  return Object.fromEntries(valueKeys.map((key) => [key, schemaOf(key).exactOptional()])) as unknown as ValueSchemas
}
