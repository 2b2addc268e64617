import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { useFramePath } from '#components/frame/use-frame-path.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CheckIcon, SpinnerIcon } from '#components/ui/icons.tsx'
import { effectsText } from './effects-text.ts'
import type { Settings } from './use-settings.ts'

type SaveBarProps = { readonly settings: Settings; readonly onSave: () => void }

/** The footer of a Bitrix24 slider: save, cancel, what became of it, and the way to the feed. */
export function SaveBar({ settings, onSave }: SaveBarProps) {
  const t = useText()
  const locale = useLocale()
  const feed = useFramePath()('feed')
  const { phase, isChanged, draft } = settings
  const isSaving = phase === 'saving'

  function words(): string {
    if (phase === 'saved') return effectsText(t, locale, settings.effects)
    return isChanged ? t('settings.unsaved') : t('settings.count', { count: draft.size })
  }

  return (
    <footer className="z-10 flex flex-wrap items-center justify-center gap-x-3 gap-y-2 bg-card px-4 py-3.5 shadow-footer">
      <p
        role="status"
        data-testid="save-state"
        data-state={phase}
        className={`flex w-full items-center justify-center gap-1.5 text-sm sm:w-auto ${phase === 'saved' ? 'text-success' : 'text-muted'}`}
      >
        {phase === 'saved' ? <CheckIcon className="size-[18px] shrink-0" /> : null}
        {words()}
      </p>
      <Button
        data-testid="save-watches"
        kind={phase === 'saved' ? 'outline' : 'filled'}
        disabled={!isChanged || isSaving}
        onClick={onSave}
      >
        {isSaving ? <SpinnerIcon className="size-[18px]" /> : null}
        {isSaving ? t('settings.saving') : t('settings.save')}
      </Button>
      {isChanged ? (
        <Button kind="plain" disabled={isSaving} onClick={settings.undo}>
          {t('settings.cancel')}
        </Button>
      ) : (
        <ButtonLink kind={phase === 'saved' ? 'filled' : 'plain'} href={feed}>
          {t('action.openFeed')}
        </ButtonLink>
      )}
    </footer>
  )
}
