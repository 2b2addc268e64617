import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'
import { sendText } from './http-exchange.ts'

const PAGE_DIR = path.join(import.meta.dirname, 'page')

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
}

const PLACEHOLDER =
  '<!doctype html><meta charset="utf-8"><title>Portal</title><p>The portal page is not built yet: simulator/page/portal.html</p>'

/** The one page of the portal; which screen it shows is its own business. */
export async function servePage(response: ServerResponse): Promise<void> {
  const html = await readFile(path.join(PAGE_DIR, 'portal.html'), 'utf8').catch(() => PLACEHOLDER)
  sendText(response, 200, 'text/html; charset=utf-8', html)
}

/** Files of the page. TypeScript goes out as JavaScript, its types blanked out, so that nothing has to be built. */
export async function serveAsset(response: ServerResponse, name: string): Promise<void> {
  const file = path.resolve(PAGE_DIR, name)
  const type = TYPES[path.extname(file)]
  if (!type || !file.startsWith(PAGE_DIR + path.sep)) return sendText(response, 404, 'text/plain', 'not found')
  try {
    const content = await readFile(file)
    sendText(response, 200, type, file.endsWith('.ts') ? stripTypeScriptTypes(content.toString('utf8')) : content)
  } catch (error) {
    sendText(response, 404, 'text/plain', error instanceof SyntaxError ? String(error) : 'not found')
  }
}
