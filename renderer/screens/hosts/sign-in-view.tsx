import type { ReactNode } from 'react';
import type { SignInWay } from '../../../core/contract/hosts.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';

/** How a host is signed in to: what is tried, in this order, and what let us in. */
export function SignInView({ ways, used }: { readonly ways: readonly SignInWay[]; readonly used: string | null }): ReactNode {
  const say = useWords();
  return (
    <section aria-labelledby="host-sign-in">
      <h3 id="host-sign-in">{say('host.sign-in')}</h3>
      <ol className="ways-in">
        {ways.map((way, index) => (
          <li key={index}>
            {say(`host.sign-in.${way.kind}`)}
            {way.path === null ? null : (
              <>
                {' '}
                <code>
                  <InertText text={way.path} limit={300} />
                </code>
              </>
            )}
            {way.from === null ? null : (
              <span className="quiet">
                {' '}
                {say(`host.sign-in.${way.from}`)}
                {way.of === null ? null : (
                  <>
                    {' '}
                    <InertText text={way.of} limit={300} />
                  </>
                )}
              </span>
            )}
          </li>
        ))}
      </ol>
      {used === null ? null : (
        <p>
          {say('host.sign-in.used')} <InertText text={used} limit={300} />
        </p>
      )}
    </section>
  );
}
