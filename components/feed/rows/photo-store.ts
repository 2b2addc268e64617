import { useEffect, useSyncExternalStore } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { Person } from '#lib/feed/feed-item.ts'

/** Twice the size at which it is drawn, for screens of that density. */
const SIDE_PX = 72

/** By mark; null while it is fetched, and where it cannot be had. */
const photos = new Map<string, string | null>()
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The middle of a picture in the size of an avatar, as an address that the page's policy allows. */
async function draw(picture: Blob): Promise<string> {
  const image = await createImageBitmap(picture)
  const side = Math.min(image.width, image.height)
  const canvas = document.createElement('canvas')
  canvas.width = SIDE_PX
  canvas.height = SIDE_PX
  const [left, top] = [(image.width - side) / 2, (image.height - side) / 2]
  canvas.getContext('2d')?.drawImage(image, left, top, side, side, 0, 0, SIDE_PX, SIDE_PX)
  image.close()
  return canvas.toDataURL()
}

/** A person's photo once it is there; null before, and for who has none. Each is fetched once in the life of the page. */
export function usePhoto(person: Person | null): string | null {
  const { api } = useFrame()
  const [userId, mark] = [person?.id, person?.photo]

  useEffect(() => {
    if (userId === undefined || mark === undefined || photos.has(mark)) return
    photos.set(mark, null)
    api
      .send('GET /api/photos', { query: { userId, mark } })
      .then(async (response) => {
        if (response.status === 204) return
        photos.set(mark, await draw(await response.blob()))
        for (const listener of listeners) listener()
      })
      // Initials are no less true.
      .catch(() => undefined)
  }, [api, userId, mark])

  return useSyncExternalStore(
    subscribe,
    () => (mark === undefined ? null : (photos.get(mark) ?? null)),
    () => null,
  )
}
