import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import type { DraftEffects } from './draft-effects.ts'

type SaveDialogProps = {
  readonly effects: DraftEffects
  readonly onSave: () => void
  readonly onClose: () => void
}

/** Asks before others lose rows, or see more than the CRM lets them. */
export function SaveDialog({ effects: { unticked, opened }, onSave, onClose }: SaveDialogProps) {
  const t = useText()
  const deed = unticked.length === 0 ? 'open' : opened.length === 0 ? 'untick' : 'both'
  return (
    <Dialog title={t('settings.ask.title')} closeLabel={t('action.close')} onClose={onClose}>
      <ul data-testid="save-dialog" className="mt-3 grid gap-2 text-body">
        {unticked.map(({ entityTypeId, title, itemCount }) => (
          <li key={entityTypeId}>
            {t('settings.ask.untick', { title, items: t('feed.tab.count', { count: itemCount ?? 0 }) })}
          </li>
        ))}
        {opened.map(({ entityTypeId, title }) => (
          <li key={entityTypeId}>{t('settings.ask.open', { title })}</li>
        ))}
      </ul>
      <div className="mt-5 flex flex-wrap gap-2">
        <Button
          data-testid="confirm-save"
          onClick={() => {
            onClose()
            onSave()
          }}
        >
          {t(`settings.ask.do.${deed}`)}
        </Button>
        <Button kind="plain" onClick={onClose}>
          {t('settings.cancel')}
        </Button>
      </div>
    </Dialog>
  )
}
