import { Icon, type IconProps } from './icon.tsx'

export function SearchIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="10.8" cy="10.8" r="6" />
      <path d="M15.4 15.4 20 20" />
    </Icon>
  )
}

export function CloseIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M6.5 6.5l11 11m0-11l-11 11" />
    </Icon>
  )
}

export function CheckIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="12" r="8.6" />
      <path d="M8.2 12.3l2.6 2.6 5-5.4" />
    </Icon>
  )
}

export function ArrowUpIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M12 19V5.5m-5.5 5.4L12 5.4l5.5 5.5" />
    </Icon>
  )
}

export function RobotIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="5" y="9" width="14" height="9.5" rx="2.6" />
      <path d="M12 9V5.4M3 13v2.4m18-2.4v2.4M9.4 13.2v1.1m5.2-1.1v1.1" />
      <circle cx="12" cy="4.4" r="1" />
    </Icon>
  )
}

export function PencilIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M5 19l.9-3.6L16 5.3a1.9 1.9 0 0 1 2.7 2.7L8.6 18.1z" />
    </Icon>
  )
}

export function NewTabIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M10 5.5H6.5a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V14M14 4.5h5.5V10m-.4-5.1-8 8" />
    </Icon>
  )
}

export function ChevronIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M6.5 9.5l5.5 5.5 5.5-5.5" />
    </Icon>
  )
}

export function StackIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M4 9.2 12 5l8 4.2-8 4.2zM4 12.9l8 4.2 8-4.2M4 16.4l8 4.2 8-4.2" />
    </Icon>
  )
}

export function FunnelIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M4 6.5h16M7 12h10m-6.5 5.5h3" />
    </Icon>
  )
}

export function ChartIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M4.5 19.5h15M7 16v-4m5 4V6.5m5 9.5V9.5" />
    </Icon>
  )
}

export function DownloadIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M12 4.5v10m-4.2-4 4.2 4.2 4.2-4.2M5 19.5h14" />
    </Icon>
  )
}

export function KeyboardIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="3" y="6.5" width="18" height="11" rx="2.2" />
      <path d="M7 10.2h.01M10.4 10.2h.01M13.8 10.2h.01M17.1 10.2h.01M8.5 13.9h7" />
    </Icon>
  )
}

export function BellIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M6.5 16.5v-5.6a5.5 5.5 0 0 1 11 0v5.6l1.6 1.6H4.9z" />
      <path d="M10 20.4a2.2 2.2 0 0 0 4 0M12 5.4V3.8" />
    </Icon>
  )
}

export function DotsIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path strokeWidth="2.6" d="M6 12h.01M12 12h.01M18 12h.01" />
    </Icon>
  )
}

export function SpinnerIcon({ className = '' }: IconProps) {
  return (
    <Icon className={`${className} animate-spin motion-reduce:animate-none`}>
      <path d="M12 3.8a8.2 8.2 0 1 1-8.2 8.2" />
    </Icon>
  )
}

export function ThemeIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="12" r="8.2" />
      <path d="M12 3.8a8.2 8.2 0 0 1 0 16.4z" fill="currentColor" />
    </Icon>
  )
}
