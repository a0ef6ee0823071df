import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

/** What Prometheus reads at /metrics. Others register theirs with `registry`. */
export interface Metrics {
  readonly registry: Registry
  request(method: string, status: number, tookMs: number): void
  gateDecision(outcome: string): void
}

export function createMetrics(options: { process: boolean } = { process: true }): Metrics {
  const registry = new Registry()
  if (options.process) collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'store_http_request_seconds',
    help: 'Time from request to the end of the answer, by method and status class',
    labelNames: ['method', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  const gateDecisions = new Counter({
    name: 'store_gate_decisions_total',
    help: 'Scans at entry gates, by outcome: open, or the reason of the refusal',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  return {
    registry,
    request: (method, status, tookMs) =>
      // No path: an address that anybody can make up must not make series.
      requests.observe(
        { method: known.has(method) ? method : 'other', status: `${Math.floor(status / 100)}xx` },
        tookMs / 1000,
      ),
    gateDecision: (outcome) => gateDecisions.inc({ outcome }),
  }
}

const known = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
