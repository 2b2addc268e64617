import { useText } from '#components/frame/language-provider.tsx'
import { Toggle } from '#components/ui/toggle.tsx'
import type { EntityTypeChoice } from '#lib/watches/watch.ts'
import { HistoryChoice } from './history-choice.tsx'
import { VisibilityChoice } from './visibility-choice.tsx'
import type { WatchChoice } from './watch-draft.ts'

type WatchRowProps = {
  readonly type: EntityTypeChoice
  /** Null while the type is not ticked. */
  readonly choice: WatchChoice | null
  /** It is not watched yet, so it may begin with older items. */
  readonly isNew: boolean
  /** It was made anew under its number. */
  readonly isRenewed: boolean
  /** Why it could not be saved, or null. */
  readonly reason: string | null
  readonly isDisabled: boolean
  readonly onToggle: (isOn: boolean) => void
  readonly onChoice: (choice: Partial<WatchChoice>) => void
}

/** One smart process: its switch and, once it is on, who sees its items and where its feed begins. */
export function WatchRow({ type, choice, isNew, isRenewed, reason, isDisabled, onToggle, onChoice }: WatchRowProps) {
  const t = useText()
  const { title, entityTypeId } = type
  const toggleId = `watch-${entityTypeId}`
  return (
    <li className="border-b border-divider px-4 py-3.5 last:border-b-0 sm:px-[22px]">
      <div className="flex items-center gap-3">
        <label htmlFor={toggleId} className="min-w-0 flex-1">
          <span
            className="block font-medium text-strong max-sm:line-clamp-2 max-sm:break-words sm:truncate"
            title={title}
          >
            <bdi>{title}</bdi>
          </span>
          <span
            data-testid="watch-count"
            className="block text-sm text-muted"
            title={type.isInvoice ? t('settings.invoice') : t('settings.typeNumber', { id: String(entityTypeId) })}
          >
            {type.itemCount === null ? null : t('feed.tab.count', { count: type.itemCount })}
          </span>
        </label>
        <Toggle
          id={toggleId}
          data-testid="watch-toggle"
          data-entity-type-id={entityTypeId}
          isOn={choice !== null}
          label={t('settings.watch', { title })}
          disabled={isDisabled}
          onChange={onToggle}
        />
      </div>
      {choice === null || !isRenewed ? null : (
        <p data-testid="watch-renewed" className="mt-2 text-sm text-warning">
          {t('settings.renewed')}
        </p>
      )}
      {choice === null ? null : (
        <div className="grid gap-x-6 sm:grid-cols-2">
          <VisibilityChoice
            title={title}
            value={choice.visibility}
            isDisabled={isDisabled}
            onChange={(visibility) => onChoice({ visibility })}
          />
          {isNew ? (
            <HistoryChoice
              title={title}
              value={choice.history}
              isDisabled={isDisabled}
              onChange={(history) => onChoice({ history })}
            />
          ) : null}
        </div>
      )}
      {reason === null ? null : (
        <p role="alert" className="mt-2 text-sm text-alert">
          {reason}
        </p>
      )}
    </li>
  )
}
