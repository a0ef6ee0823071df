/** For tests only: somebody who is told of what happens at the bank. */
import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'

export interface Heard {
  readonly payload: string
  readonly signature: string
}

export interface WebhookListener {
  readonly url: string
  /** In the order in which they came. */
  readonly heard: readonly Heard[]
  /** The next one from now on. */
  readonly next: () => Promise<Heard>
  /** How the next ones are answered. */
  status: number
  close(): Promise<void>
}

export async function listen(): Promise<WebhookListener> {
  const heard: Heard[] = []
  let waiting: ((one: Heard) => void)[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((payload) => {
      const one = { payload, signature: String(request.headers['stripe-signature']) }
      heard.push(one)
      for (const resolve of waiting) resolve(one)
      waiting = []
      response.writeHead(listener.status).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const listener: WebhookListener = {
    url: `http://127.0.0.1:${port}/hook`,
    heard,
    status: 200,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return listener
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
