import { z } from 'zod'
import { idSchema } from '#lib/bitrix24/ids.ts'
import { readPhoto } from '#lib/directory/read-photo.ts'
import type { Query } from '#lib/http/contract.ts'
import { handle } from '#lib/http/handle.ts'
import { refuseHead } from '#lib/http/refuse-head.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { Refusal } from '#lib/platform/refusal.ts'

const querySchema = z.strictObject({ userId: idSchema, mark: z.string().regex(/^[0-9a-f]{32}$/) } satisfies Record<
  keyof Query<'GET /api/photos'>,
  z.ZodType
>)

export const HEAD = refuseHead

/** A person's photo, which the portal's own address would show to nobody in a frame of another site. */
export const GET = handle('GET /api/photos', async (request) => {
  const viewer = await withViewer(request, 'page')
  const query = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw new Refusal('malformed', 'photos')
  const photo = await readPhoto(viewer, query.data.userId, query.data.mark)
  // Nothing has gone wrong: many photos are gone by the time they are asked for, and a browser writes of each refusal.
  if (photo === null) return new Response(null, { status: 204 })
  return new Response(photo.bytes, {
    headers: { 'content-type': photo.type, 'content-security-policy': "default-src 'none'; sandbox" },
  })
})
