type IconProps = { readonly className?: string }

const stroke = {
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.7,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  'aria-hidden': true,
} as const

export function TakeIcon({ className }: IconProps) {
  return (
    <svg className={className} {...stroke} aria-hidden="true">
      <circle cx="10.5" cy="8" r="3.6" />
      <path d="M4 19.2c.6-3.4 3.2-5.3 6.5-5.3 1.4 0 2.7.3 3.8 1M15.5 18.2l1.9 1.9 3.4-3.9" />
    </svg>
  )
}

export function StageIcon({ className }: IconProps) {
  return (
    <svg className={className} {...stroke} aria-hidden="true">
      <path d="M4 7h9.5l4.5 5-4.5 5H4l3.6-5z" />
      <path d="M20.5 8v8" />
    </svg>
  )
}

export function CommentIcon({ className }: IconProps) {
  return (
    <svg className={className} {...stroke} aria-hidden="true">
      <path d="M5 5.5h14a1.8 1.8 0 0 1 1.8 1.8v7.9A1.8 1.8 0 0 1 19 17h-6.6L8 20.4V17H5a1.8 1.8 0 0 1-1.8-1.8V7.3A1.8 1.8 0 0 1 5 5.5zM8 10h8m-8 3h5" />
    </svg>
  )
}

export function UnreadIcon({ className }: IconProps) {
  return (
    <svg className={className} {...stroke} aria-hidden="true">
      <path d="M14.5 5.5H5a1.8 1.8 0 0 0-1.8 1.8v9.4A1.8 1.8 0 0 0 5 18.5h14a1.8 1.8 0 0 0 1.8-1.8V11M4 7.5l8 5.5 3-2" />
      <circle cx="19" cy="6" r="2.2" />
    </svg>
  )
}

export function SightIcon({ className }: IconProps) {
  return (
    <svg className={className} {...stroke} aria-hidden="true">
      <path d="M2.8 12C5 8.2 8.3 6.2 12 6.2s7 2 9.2 5.800c-2.2 3.800-5.500 5.800-9.2 5.800S5 15.800 2.8 12z" />
      <circle cx="12" cy="12" r="2.8" />
    </svg>
  )
}
