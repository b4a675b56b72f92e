import type { ReactNode } from 'react';

/** A procedure's own words: paragraphs separated by blank lines, code between backticks. */
export function Prose({ text }: { readonly text: string }): ReactNode {
  return (
    <div className="prose">
      {text
        .trim()
        .split(/\n\s*\n/u)
        .map((paragraph, index) => (
          <p key={index}>
            <WithCode text={paragraph} />
          </p>
        ))}
    </div>
  );
}

/** A sentence with code between backticks. */
export function WithCode({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
