import type { ReactNode } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { useFramePath } from '#components/frame/use-frame-path.ts'
import { KeyboardIcon } from '#components/ui/icons.tsx'
import { PageLink } from '#components/ui/page-link.tsx'
import { GearIcon } from '#components/ui/state-icons.tsx'
import { ToolButton, toolLook } from '#components/ui/tool-button.tsx'

type FeedHeaderProps = {
  readonly filter: ReactNode
  readonly tabs: ReactNode
  readonly badge: ReactNode
  readonly tools?: ReactNode
  readonly isAdmin: boolean
  readonly onHelp: () => void
}

function SettingsLink() {
  const t = useText()
  return (
    <PageLink
      href={useFramePath()('settings')}
      aria-label={t('feed.settings')}
      title={t('feed.settings')}
      data-testid="open-settings"
      className={toolLook}
    >
      <GearIcon className="size-[22px]" />
    </PageLink>
  )
}

/** The controls above the list: what to show, how it is doing, and what else there is. */
export function FeedHeader({ filter, tabs, badge, tools, isAdmin, onHelp }: FeedHeaderProps) {
  const t = useText()
  return (
    <header className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="w-full min-w-0 sm:w-auto sm:max-w-xl sm:flex-1">{filter}</div>
        <span className="flex-1" />
        {badge}
        <span className="flex items-center" data-testid="feed-tools">
          {tools}
          <ToolButton label={t('keys.open')} className="pointer-coarse:hidden" onClick={onHelp}>
            <KeyboardIcon className="size-[22px]" />
          </ToolButton>
          {isAdmin ? <SettingsLink /> : null}
        </span>
      </div>
      {tabs}
    </header>
  )
}
