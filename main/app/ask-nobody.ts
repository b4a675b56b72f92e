import type { EntryPorts } from './ports.ts';

/**
 * Where nobody is asked by the entry itself: in a window whoever works there is asked by the work that needs to know, so that a question has its
 * place on the desk. What is asked past the desk is not allowed.
 */
export const askNobody: Pick<EntryPorts, 'askSecret' | 'askHostKey' | 'consent'> = {
  askSecret: null,
  askHostKey: null,
  consent: {
    step: async () => ({ answer: 'no', by: 'option' }),
    rest: async () => ({ answer: 'no', by: 'option' }),
    destroy: async () => ({ answer: 'no', by: 'option' }),
    undo: async () => ({ answer: 'no', by: 'option' }),
    manual: async () => null,
  },
};
