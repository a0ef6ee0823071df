/** As much of supertest as the tests use; it brings no types of its own. */
declare module 'supertest' {
  import type { Express } from 'express'

  export interface Answer {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
    readonly text: string
  }
  export interface Request extends Promise<Answer> {
    set(name: string, value: string): this
    send(body: string | object): this
    buffer(isBuffered: boolean): this
  }
  export interface Agent {
    get(path: string): Request
    head(path: string): Request
    post(path: string): Request
    put(path: string): Request
    delete(path: string): Request
    options(path: string): Request
  }
  export default function request(app: Express): Agent
}
