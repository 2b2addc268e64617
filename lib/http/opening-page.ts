import type { Theme } from '../preferences/theme.ts'

/** How many rows the shape has; the page cuts what is too much. */
const rows = 8

/** As in `app/globals.css`: the next page draws the same shape on top of it. */
const colours: Readonly<Record<Theme, string>> = {
  light: 'color-scheme:light;--page:#eef2f4;--card:#fff;--block:rgb(223 224 227/.68);--line:#f0f0f0',
  dark: 'color-scheme:dark;--page:#000;--card:#262626;--block:rgb(255 255 255/.09);--line:#323232',
}

const shapes = `*{box-sizing:border-box}body{margin:0;height:100vh;padding:16px;background:var(--page);display:flex;flex-direction:column;gap:12px;overflow:hidden}
header{height:34px;width:220px;border-radius:8px;background:var(--block)}
main{flex:1;overflow:hidden;border-radius:10px;background:var(--card)}
p{display:flex;align-items:center;gap:12px;margin:0;height:65px;padding:0 22px;border-bottom:1px solid var(--line)}
p::before{content:"";width:36px;height:36px;border-radius:50%;background:var(--block)}
p::after{content:"";height:14px;width:40%;border-radius:10px;background:var(--block)}`

/** The page between the portal's form and a screen of ours: the shape of the feed, and the way there. No data, no words. */
export function openingPage(address: string, nonce: string, theme: Theme): string {
  // The way comes last: a page that is left while it is read shows nothing.
  return openingShape(nonce, theme) + openingWay(address, nonce)
}

/** What can be shown before anything is known. */
export function openingShape(nonce: string, theme: Theme): string {
  const shape = `<header></header><main>${'<p></p>'.repeat(rows)}</main>`
  return `<!doctype html><meta charset="utf-8"><title>Smart Process Feed</title><style nonce="${nonce}">:root{${colours[theme]}}${shapes}</style><body data-testid="opening" aria-busy="true">${shape}`
}

export function openingWay(address: string, nonce: string): string {
  return `<script nonce="${nonce}">location.replace(${JSON.stringify(address)})</script>`
}
