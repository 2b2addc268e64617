const SVG = 'http://www.w3.org/2000/svg'

/** Stroke paths on a 24 x 24 grid. */
const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  fold: 'M14 7l-5 5 5 5M19 5v14',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M16 16l4 4',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  down: 'M7 10l5 5 5-5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  globe: 'M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16M4.5 12h15M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4',
  theme: 'M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16M12 4v16M15 5v14M18 7.5v9',
  chat: 'M5 6.5h14v9.5h-7.5L7 19.5V16H5z',
  tasks: 'M5 7l1.5 1.5L9 6M5 15l1.5 1.5L9 14M12 7.5h7M12 15.5h7',
  calendar: 'M5 7h14v12H5zM5 11h14M9 4.5V8M15 4.5V8',
  drive: 'M8 17.5a4 4 0 0 1-.5-7.9A5 5 0 0 1 17 9.2a4.2 4.2 0 0 1-.5 8.3z',
  process: 'M5 6h6v5H5zM13 13h6v5h-6zM8 11v4.5h5',
  invoice: 'M7 4.5h10v15l-2.5-1.6-2.5 1.6-2.5-1.6L7 19.5zM9.5 9h5M9.5 12.5h5',
  feed: 'M12 13.5v-3l3-2M5 12a7 7 0 1 0 2-4.9M5 4.5v3h3.2',
  lock: 'M6.5 11h11v8h-11zM9 11V8.5a3 3 0 0 1 6 0V11',
  wallet: 'M5 7.5h13a1 1 0 0 1 1 1V18H6a1 1 0 0 1-1-1zM5 7.5l10-2.5v2.5M15.5 13h.01',
  tools: 'M14.5 6.5a3.5 3.5 0 0 1 4.3 4.3l-8 8a2 2 0 0 1-3-3l8-8M5 5l4 4',
  edit: 'M5 19l.8-3.7L15.5 5.6l2.9 2.9-9.7 9.7zM13.5 7.6l2.9 2.9',
  trash: 'M6 8h12M10 8V5.5h4V8M7.5 8l.8 11h7.4l.8-11',
  open: 'M10 6H6v12h12v-4M13.5 5.5h5v5M18 6l-7 7',
} as const

export type IconName = keyof typeof PATHS

/** An inline icon in the colour of the text around it; it says nothing to a screen reader. */
export function icon(name: IconName, size = 24): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('width', String(size))
  svg.setAttribute('height', String(size))
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  return svg
}
