import { useText } from '#components/frame/language-provider.tsx'
import { reasonText } from './reason-text.ts'
import type { Settings } from './use-settings.ts'
import { choose, findTypes, tick } from './watch-draft.ts'
import { WatchRow } from './watch-row.tsx'

type WatchListProps = { readonly settings: Settings; readonly query: string }

/** The types that match the search, each with its switch. */
export function WatchList({ settings, query }: WatchListProps) {
  const t = useText()
  const { types, renewed, saved, draft, problem, phase, change } = settings
  const found = findTypes(types, query)
  if (found.length === 0) {
    const text = types.length === 0 ? t('settings.none') : t('settings.noMatch', { query })
    return <p className="px-4 py-10 text-center text-sm text-muted">{text}</p>
  }
  return (
    <ul>
      {found.map((type) => (
        <WatchRow
          key={type.entityTypeId}
          type={type}
          choice={draft.get(type.entityTypeId) ?? null}
          isNew={!saved.has(type.entityTypeId)}
          isRenewed={renewed.has(type.entityTypeId)}
          reason={reasonText(t, problem, type.entityTypeId)}
          isDisabled={phase === 'saving'}
          onToggle={(isOn) => change(tick(draft, type.entityTypeId, isOn))}
          onChoice={(choice) => change(choose(draft, type.entityTypeId, choice))}
        />
      ))}
    </ul>
  )
}
