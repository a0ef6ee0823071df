import type { OpenApi, OpenApiOperation, Schema } from './openapi.ts'

/** The API as one readable page: no script, nothing from elsewhere, so the same strict policy holds for it [HT9]. */
export function docsPage({ info, paths, components }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation)),
  )
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `<section id="${text(name)}"><h3>${text(name)}</h3>${pretty(schema)}</section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(info.title)}: API</title>
<link rel="stylesheet" href="/api/docs/style.css">
</head>
<body>
<header><h1>${text(info.title)}: API</h1><p>${text(info.description)}</p>
<p>As a document for programs: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p></header>
<main>
${operations.join('\n')}
<h2>Schemas</h2>
${schemas.join('\n')}
</main>
</body>
</html>
`
}

function section(method: string, path: string, operation: OpenApiOperation): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  const rows = Object.entries(responses).map(
    ([status, { description: says, content }]) =>
      `<tr><td>${text(status)}</td><td>${text(says)}</td><td>${linkOf(content)}</td></tr>`,
  )
  const asked = parameters.map(
    ({ name, in: where, required }) =>
      `<li><code>${text(name)}</code> in the ${where}${required ? '' : ', optional'}</li>`,
  )
  return `<section id="${text(operationId)}">
<h2><span class="method">${text(method.toUpperCase())}</span> <code>${text(path)}</code></h2>
<p>${text(summary)}. ${text(description)}</p>
${asked.length > 0 ? `<ul>${asked.join('')}</ul>` : ''}
${requestBody ? `<p>Body: ${linkOf(requestBody.content)}${requestBody.required ? '' : ' (may be left out)'}</p>` : ''}
<table><thead><tr><th>Status</th><th>Meaning</th><th>Body</th></tr></thead><tbody>${rows.join('')}</tbody></table>
</section>`
}

function linkOf(content: Readonly<Record<string, { schema: Schema }>> | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => {
      const reference = schema['$ref']
      const name = typeof reference === 'string' ? reference.split('/').at(-1) : undefined
      return name === undefined ? `<code>${text(type)}</code>` : `<a href="#${text(name)}">${text(name)}</a>`
    })
    .join(', ')
}

const pretty = (schema: Schema): string => `<pre>${text(JSON.stringify(schema, undefined, 2))}</pre>`

const text = (raw: string): string => raw.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

export const docsStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h2 { margin: 2.5rem 0 0.25rem; font-size: 1.15rem; }
h3 { margin: 1.5rem 0 0.25rem; font-size: 1rem; }
code, pre, .method { font-family: ui-monospace, monospace; font-size: 0.9rem; }
.method { font-weight: 700; }
pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 6px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
td:first-child { width: 4rem; font-variant-numeric: tabular-nums; }
`
