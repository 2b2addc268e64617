import { useText } from '#components/frame/language-provider.tsx'
import { Select } from '#components/ui/select.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'

type Actor = FeedFilter['actor']

const actors = ['person', 'automation'] as const

function toActor(value: string): Actor {
  return actors.find((actor) => actor === value)
}

type ActorFieldProps = { readonly value: Actor; readonly onChange: (actor: Actor) => void }

/** Made by a person or by a robot. */
export function ActorField({ value, onChange }: ActorFieldProps) {
  const t = useText()
  return (
    <Select label={t('filter.actor')} value={value ?? ''} onChange={(event) => onChange(toActor(event.target.value))}>
      <option value="">{t('filter.any')}</option>
      {actors.map((actor) => (
        <option key={actor} value={actor}>
          {t(`filter.actor.${actor}`)}
        </option>
      ))}
    </Select>
  )
}
