import type { Refusal } from './faults.ts'
import type { JsonMap } from './json-value.ts'

/** An error as the portal answers it: `{ error, error_description }` with its HTTP status, for some with a `time` object. */
export class RestError extends Error {
  readonly code: string | number
  readonly httpStatus: number
  readonly time: JsonMap | undefined

  constructor(code: string | number, description: string, httpStatus = 400, time?: JsonMap) {
    super(description)
    this.code = code
    this.httpStatus = httpStatus
    this.time = time
  }

  body(): { error: string | number; error_description: string; time?: JsonMap } {
    return { error: this.code, error_description: this.message, ...(this.time && { time: this.time }) }
  }
}

/** A refusal in whatever words a fault gives it. */
export const refused = ({ status, error, description }: Refusal) => new RestError(error, description, status)
