import { initials } from './initials.ts'

const hues = ['bg-avatar-1', 'bg-avatar-2', 'bg-avatar-3', 'bg-avatar-4', 'bg-avatar-5', 'bg-avatar-6'] as const

type AvatarProps = { readonly person: { readonly id: number; readonly name: string } }

/** A person's initials on a colour that stays with that person. Decoration: the name stands beside it. */
export function Avatar({ person }: AvatarProps) {
  const hue = hues[person.id % hues.length] ?? hues[0]
  return (
    <span
      aria-hidden="true"
      className={`grid size-full select-none place-items-center rounded-full text-xs font-medium text-avatar ${hue}`}
    >
      {initials(person.name)}
    </span>
  )
}
