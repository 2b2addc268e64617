import { RestError } from './rest-error.ts'

/** The portal's check of a handler address: http or https, and a host with a dot (events/event-bind.md). */
export function checkHandlerUrl(handler: string): void {
  let url: URL
  try {
    url = new URL(handler)
  } catch {
    throw new RestError('ERROR_WRONG_HANDLER_URL', 'Wrong handler URL')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RestError('ERROR_UNSUPPORTED_PROTOCOL', 'Unsupported event handler protocol')
  }
  if (!url.hostname.includes('.') || handler.length > 255) {
    throw new RestError('ERROR_WRONG_HANDLER_URL', 'Wrong handler URL')
  }
}
