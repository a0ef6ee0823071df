/** Where zod keeps its settings; whether it is loaded already depends on how the app was cut into files. */
const ZOD_SETTINGS = '__zod_globalConfig'

/**
 * zod compiles schemas with `new Function` where it may. Under the server's content security policy it may not, and the
 * mere attempt is reported as a violation. Imported before anything that makes a schema.
 */
Object.assign(globalThis, { [ZOD_SETTINGS]: withoutEval(Reflect.get(globalThis, ZOD_SETTINGS)) })

function withoutEval(settings: object = {}): object {
  return Object.assign(settings, { jitless: true })
}
