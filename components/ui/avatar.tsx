import { useState } from 'react'
import { initials } from './initials.ts'

const hues = ['bg-avatar-1', 'bg-avatar-2', 'bg-avatar-3', 'bg-avatar-4', 'bg-avatar-5', 'bg-avatar-6'] as const

type AvatarProps = {
  readonly person: { readonly id: number; readonly name: string }
  /** The address of a photo. */
  readonly photo?: string | null
}

/** A person's photo, or initials on a colour that stays with that person. Decoration: the name stands beside it. */
export function Avatar({ person, photo = null }: AvatarProps) {
  const [failed, setFailed] = useState<string | null>(null)
  const hue = hues[person.id % hues.length] ?? hues[0]

  return (
    <span
      aria-hidden="true"
      className={`relative grid size-full select-none place-items-center overflow-hidden rounded-full text-xs font-medium text-avatar ${hue}`}
    >
      {initials(person.name)}
      {photo !== null && photo !== failed ? (
        // biome-ignore lint/performance/noImgElement: it is shown from where it is, in the size that it has
        <img
          src={photo}
          alt=""
          referrerPolicy="no-referrer"
          onError={() => setFailed(photo)}
          className="absolute inset-0 size-full object-cover"
        />
      ) : null}
    </span>
  )
}
