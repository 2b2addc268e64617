import { useText } from '#components/frame/language-provider.tsx'
import { BellIcon, ChartIcon, DownloadIcon } from '#components/ui/icons.tsx'
import { ToolButton } from '#components/ui/tool-button.tsx'

type FeedToolsProps = {
  readonly isActivityOpen: boolean
  readonly isExporting: boolean
  readonly onActivity: (isOpen: boolean) => void
  readonly onExport: () => void
  readonly onNotify: () => void
}

/** What else can be done with the whole feed. */
export function FeedTools({ isActivityOpen, isExporting, onActivity, onExport, onNotify }: FeedToolsProps) {
  const t = useText()
  return (
    <>
      <ToolButton
        label={t(isActivityOpen ? 'activity.close' : 'activity.open')}
        aria-expanded={isActivityOpen}
        data-testid="toggle-activity"
        onClick={() => onActivity(!isActivityOpen)}
      >
        <ChartIcon className="size-[22px]" />
      </ToolButton>
      <ToolButton label={t('notify.title')} aria-haspopup="dialog" data-testid="open-notify" onClick={onNotify}>
        <BellIcon className="size-[22px]" />
      </ToolButton>
      <ToolButton label={t('export.start')} disabled={isExporting} data-testid="export-feed" onClick={onExport}>
        <DownloadIcon className="size-[22px]" />
      </ToolButton>
    </>
  )
}
