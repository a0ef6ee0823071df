import { useId, type ComponentProps } from 'react'

interface FieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  label: string
  hint?: string | undefined
  error?: string | undefined
}

/** A labelled input whose error is read out with it. The error's line is always there, so nothing jumps. */
export function Field({ label, hint, error, ...input }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...input} id={id} aria-invalid={error !== undefined} aria-describedby={`${id}-note`} />
      <p id={`${id}-note`} className="field-note" data-error={error !== undefined}>
        {error ?? hint}
      </p>
    </div>
  )
}
