import type { Credentials } from '@store/contract/http.ts'
import { Field } from '@store/house-style/field.tsx'
import { LanguageChoice } from '@store/house-style/language-choice.tsx'
import type { Trouble } from '@store/store-line/trouble.ts'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ShopperClient } from '../client/shopper-client.ts'
import { tell } from '../wording/telling.ts'
import { useTitle } from './title.ts'

type Entry = Credentials & { displayName: string }
type Errors = Partial<Record<keyof Entry, string>>

const SHORTEST_PASSWORD = 10

/** The two doors into the app: signing in, and making an account. */
export function Entrance({ client, mode }: { client: ShopperClient; mode: 'signIn' | 'register' }) {
  const { t } = useTranslation()
  const [entry, setEntry] = useState<Entry>({ email: '', password: '', displayName: '' })
  const [errors, setErrors] = useState<Errors>({})
  const [trouble, setTrouble] = useState<Trouble>()
  const [isBusy, setBusy] = useState(false)
  const isNew = mode === 'register'
  const account = client.account.get()
  useTitle(t(`${mode}.title`))

  return (
    <main className="entrance">
      <header>
        <p className="brand">{t('app')}</p>
        <h1>{t(`${mode}.title`)}</h1>
        <p className="lead">{t(`${mode}.lead`)}</p>
      </header>
      {account.status === 'signed-out' && account.wasThrownOut && !trouble && (
        <p className="notice notice-plain" role="status">
          {t('signIn.thrownOut')}
        </p>
      )}
      <form noValidate onSubmit={(event) => void submit(event)} aria-busy={isBusy}>
        {isNew && <Field label={t('register.name')} {...text('displayName')} autoComplete="name" />}
        <Field label={t('signIn.email')} {...text('email')} type="email" inputMode="email" autoComplete="username" />
        <Field
          label={t('signIn.password')}
          {...text('password')}
          type="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          hint={isNew ? t('register.passwordHint') : undefined}
        />
        <p className="form-error" role="alert">
          {trouble && tell(t, trouble)}
        </p>
        <button className="primary" type="submit" disabled={isBusy}>
          {t(isBusy ? `${mode}.busy` : `${mode}.submit`)}
        </button>
      </form>
      <Link className="quiet-link" to={isNew ? '/sign-in' : '/register'}>
        {t(isNew ? 'register.toSignIn' : 'signIn.toRegister')}
      </Link>
      <LanguageChoice />
    </main>
  )

  function text(name: keyof Entry) {
    return {
      name,
      value: entry[name],
      error: errors[name],
      // A password manager fills both fields between two renderings.
      onChange: ({ target }: { target: { value: string } }) => setEntry((now) => ({ ...now, [name]: target.value })),
    }
  }

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    const wrong = missing(entry)
    setErrors(wrong)
    setTrouble(undefined)
    if (Object.keys(wrong).length > 0) return focusFirst(form, wrong)

    setBusy(true)
    const { email, password } = entry
    const failed = await (isNew ? client.register(entry) : client.signIn({ email, password }))
    setBusy(false)
    if (!failed) return
    const refused = refusedFields(failed)
    setErrors(refused)
    if (Object.keys(refused).length > 0) focusFirst(form, refused)
    setTrouble(failed)
  }

  /** What can be seen without asking the store. */
  function missing({ displayName, email, password }: Entry): Errors {
    return {
      ...(isNew && displayName.trim() === '' && { displayName: t('missing.name') }),
      ...(!/^\S+@\S+\.\S+$/.test(email) && { email: t('missing.email') }),
      ...(password === '' && { password: t('missing.password') }),
      ...(isNew && password !== '' && password.length < SHORTEST_PASSWORD && { password: t('missing.shortPassword') }),
    }
  }

  /** RFC 9457 with fields: each goes to its input, in the shopper's language. */
  function refusedFields(refused: Trouble): Errors {
    if (refused.kind !== 'problem') return {}
    const paths = new Set(refused.problem.fields?.map(({ path }) => path))
    return {
      ...(paths.has('displayName') && { displayName: t('missing.name') }),
      ...(paths.has('email') && { email: t('missing.email') }),
      ...(paths.has('password') && { password: t('missing.shortPassword') }),
    }
  }
}

function focusFirst(form: HTMLFormElement, errors: Errors): void {
  const inputs = [...form.querySelectorAll('input')]
  inputs.find(({ name }) => name in errors)?.focus()
}
