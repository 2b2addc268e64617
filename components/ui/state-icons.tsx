import { Icon, type IconProps } from './icon.tsx'

export function GearIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="12" r="3.1" />
      <path d="M12 3.2l1 2.3 2.1.9 2.3-.9 1.5 1.5-.9 2.3.9 2.1 2 .6-2 .6-.9 2.1.9 2.3-1.5 1.5-2.3-.9-2.1.9-1 2.3-1-2.3-2.1-.9-2.3.9-1.5-1.5.9-2.3-.9-2.1-2-.6 2-.6.9-2.1-.9-2.3 1.5-1.5 2.3.9 2.1-.9z" />
    </Icon>
  )
}

export function PulseIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M3.2 12.5h4l2.3-6.3 4.6 11.6 2.5-5.3h4.2" />
    </Icon>
  )
}

export function FeedIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="3.8" y="4.5" width="16.4" height="6" rx="1.8" />
      <rect x="3.8" y="13.5" width="16.4" height="6" rx="1.8" />
      <path d="M7 7.5h6m-6 9h6" />
    </Icon>
  )
}

export function LockIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="5" y="10.5" width="14" height="9.5" rx="2.4" />
      <path d="M8.2 10.5V8a3.8 3.8 0 0 1 7.6 0v2.5m-3.8 3.3v2.6" />
    </Icon>
  )
}

export function CloudOffIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M7.4 18.5h9.3m2.7-1a4 4 0 0 0-2.2-7.2A5.4 5.4 0 0 0 9 7.2m-2 2.2a4.6 4.6 0 0 0 .4 9.1M4 4l16 16" />
    </Icon>
  )
}

export function WindowIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="3.5" y="4.8" width="17" height="14.4" rx="2.4" />
      <path d="M3.5 9h17M12.5 13h4.2v3" />
    </Icon>
  )
}
