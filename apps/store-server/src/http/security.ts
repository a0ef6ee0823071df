import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { HttpProblem } from './problem.ts'

/**
 * What browsers are told. The pages run scripts and styles from here and nothing else, inline ones neither, and talk to
 * this server only: an injected script has nowhere to come from and nowhere to send a token to [HT12].
 */
export function securityHeaders(publicOrigin: string): RequestHandler {
  const isSecure = publicOrigin.startsWith('https:')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        // The entry pass is drawn in the browser, as a data: picture.
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        // 'self' covers web sockets in current browsers; older Safari wants them named.
        connectSrc: ["'self'", publicOrigin.replace(/^http/, 'ws')],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // Over plain HTTP (a demo in the local network) this would make every request fail.
        ...(isSecure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: isSecure && { maxAge: 365 * 24 * 3600, includeSubDomains: false },
    crossOriginOpenerPolicy: isSecure && { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
}

/**
 * Nothing is shared with other origins: no CORS header is ever sent, and what a browser says comes from another site is
 * refused before it does anything [HT12]. Apps, devices and tests send no `Origin`.
 */
export function sameOriginOnly(publicOrigin: string): RequestHandler {
  return (request, _response, next) => {
    const isSafe = request.method === 'GET' || request.method === 'HEAD'
    const origin = request.get('origin')
    if (!isSafe && origin !== undefined && origin !== publicOrigin && hostOf(origin) !== request.get('host'))
      throw new HttpProblem(403, 'http.other-origin', 'This server takes no requests from pages of other sites.')
    next()
  }
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)
