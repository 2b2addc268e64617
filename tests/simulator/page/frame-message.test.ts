import { expect, test } from 'vitest'
import type { AppFrame } from '../../../simulator/page/app-frame.ts'
import { isDenied } from '../../../simulator/page/app-frame.ts'
import { formatFrameReply, parseFrameMessage } from '../../../simulator/page/frame-message.ts'

test('a command without parameters', () => {
  const message = { command: 'getInitData', params: undefined, callback: 'key', appSid: 'sid' }
  expect(parseFrameMessage('getInitData:key:sid')).toEqual(message)
  expect(parseFrameMessage('getInitData::key:sid')).toEqual(message)
})

test('colons inside the JSON stay there', () => {
  expect(parseFrameMessage('setTitle:{"title":"Hello: colon"}:key:sid')).toEqual({
    command: 'setTitle',
    params: { title: 'Hello: colon' },
    callback: 'key',
    appSid: 'sid',
  })
})

test('the object form', () => {
  const message = { method: 'a:b', params: { x: 1 }, callback: 'key', appSid: 'sid', requestId: 'r' }
  expect(parseFrameMessage(message)).toEqual({ command: 'a:b', params: { x: 1 }, callback: 'key', appSid: 'sid' })
  expect(parseFrameMessage({ ...message, params: '' })?.params).toBeUndefined()
})

test.each(['', 'hello', 'a:b', 'setTitle:{broken:key:sid', 7, null, {}, { method: 'x' }])(
  '%j is no message',
  (data) => {
    expect(parseFrameMessage(data)).toBeNull()
  },
)

test('a reply without a result ends with the colon', () => {
  expect(formatFrameReply('key')).toBe('key:')
  expect(formatFrameReply('key', { result: 'close' })).toBe('key:{"result":"close"}')
})

test('a placement may not touch the page around it, and a slider keeps its size', () => {
  const frame = (placement: string, host: object) => ({ placement, host }) as AppFrame
  const denied = (of: AppFrame) =>
    ['setTitle', 'setScroll', 'reloadWindow', 'resizeWindow', 'openPath'].filter((command) => isDenied(command, of))
  expect(denied(frame('DEFAULT', {}))).toEqual([])
  expect(denied(frame('CRM_DYNAMIC_1220_DETAIL_TAB', {}))).toEqual(['setTitle', 'setScroll', 'reloadWindow'])
  expect(denied(frame('DEFAULT', { close() {} }))).toEqual(['resizeWindow'])
})
