import { install } from '#lib/http/install.ts'
import { pageRoute } from '#lib/http/page-route.ts'

const route = pageRoute('POST /api/bitrix24/install', install)

export const { POST, GET, HEAD, notAllowed: PUT, notAllowed: PATCH, notAllowed: DELETE } = route
