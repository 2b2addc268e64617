import type { ReactNode } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { useFramePath } from '#components/frame/use-frame-path.ts'
import { useTheme } from '#components/frame/use-theme.ts'
import type { IconProps } from '#components/ui/icon.tsx'
import {
  BellIcon,
  ChartIcon,
  CheckIcon,
  DotsIcon,
  DownloadIcon,
  KeyboardIcon,
  ThemeIcon,
} from '#components/ui/icons.tsx'
import { entryLook, MenuButton } from '#components/ui/menu-button.tsx'
import { PageLink } from '#components/ui/page-link.tsx'
import { GearIcon, PulseIcon } from '#components/ui/state-icons.tsx'
import { ToolButton, toolLook } from '#components/ui/tool-button.tsx'
import { useMedia } from '#components/ui/use-media.ts'

type FeedToolsProps = {
  readonly isAdmin: boolean
  readonly isActivityOpen: boolean
  readonly isExporting: boolean
  readonly onActivity: (isOpen: boolean) => void
  readonly onExport: () => void
  readonly onNotify: () => void
  readonly onHelp: () => void
  /** Null where there is nothing to mark. */
  readonly onReadAll: (() => void) | null
}

type Tool = {
  readonly testId: string
  readonly label: string
  readonly Icon: (props: IconProps) => ReactNode
  readonly isOff?: boolean
  readonly states?: { readonly 'aria-expanded'?: boolean; readonly 'aria-haspopup'?: 'dialog' }
  readonly onChoose: () => void
}

/** What else can be done with the whole feed: side by side, or on a phone in a menu. */
export function FeedTools(props: FeedToolsProps) {
  const t = useText()
  const isWide = useMedia('(min-width: 640px)')
  const { theme, isOwn, choose } = useTheme()
  const path = useFramePath()
  const other = theme === 'dark' ? 'light' : 'dark'
  const wanted = isOwn ? 'portal' : other
  const readAll = props.onReadAll && {
    ...{ testId: 'mark-all-read', label: t('feed.markAllRead'), Icon: CheckIcon },
    onChoose: props.onReadAll,
  }
  const tools: readonly Tool[] = [
    ...(readAll === null ? [] : [readAll]),
    {
      testId: 'toggle-activity',
      label: t(props.isActivityOpen ? 'activity.close' : 'activity.open'),
      Icon: ChartIcon,
      states: { 'aria-expanded': props.isActivityOpen },
      onChoose: () => props.onActivity(!props.isActivityOpen),
    },
    {
      testId: 'open-notify',
      label: t('notify.title'),
      Icon: BellIcon,
      states: { 'aria-haspopup': 'dialog' },
      onChoose: props.onNotify,
    },
    {
      testId: 'export-feed',
      label: t('export.start'),
      Icon: DownloadIcon,
      isOff: props.isExporting,
      onChoose: props.onExport,
    },
    {
      ...{ testId: 'switch-theme', label: t(`theme.${wanted}`), Icon: ThemeIcon },
      onChoose: () => choose(wanted === 'portal' ? null : wanted),
    },
  ]
  const pages = props.isAdmin
    ? [
        { testId: 'feed-diagnostics', href: path('diagnostics'), label: t('settings.diagnostics'), Icon: PulseIcon },
        { testId: 'open-settings', href: path('settings'), label: t('feed.settings'), Icon: GearIcon },
      ]
    : []

  if (isWide) {
    return (
      <span className="flex items-center" data-testid="feed-tools">
        {tools.map(({ testId, label, Icon, isOff, states, onChoose }) => (
          <ToolButton key={testId} label={label} disabled={isOff} data-testid={testId} onClick={onChoose} {...states}>
            <Icon className="size-[22px]" />
          </ToolButton>
        ))}
        <ToolButton label={t('keys.open')} className="pointer-coarse:hidden" onClick={props.onHelp}>
          <KeyboardIcon className="size-[22px]" />
        </ToolButton>
        {pages.map(({ testId, href, label, Icon }) => (
          <PageLink key={testId} href={href} aria-label={label} title={label} data-testid={testId} className={toolLook}>
            <Icon className="size-[22px]" />
          </PageLink>
        ))}
      </span>
    )
  }
  return (
    <MenuButton
      label={t('action.more')}
      testId="more-tools"
      className={toolLook}
      face={<DotsIcon className="size-[22px]" />}
    >
      {tools.map(({ testId, label, Icon, isOff = false, onChoose }) => (
        <button
          key={testId}
          type="button"
          role="menuitem"
          tabIndex={-1}
          data-testid={testId}
          aria-disabled={isOff}
          onClick={isOff ? undefined : onChoose}
          className={entryLook}
        >
          <Icon className="size-5 shrink-0 text-body" />
          {label}
        </button>
      ))}
      {pages.map(({ testId, href, label, Icon }) => (
        <PageLink key={testId} href={href} role="menuitem" tabIndex={-1} data-testid={testId} className={entryLook}>
          <Icon className="size-5 shrink-0 text-body" />
          {label}
        </PageLink>
      ))}
    </MenuButton>
  )
}
