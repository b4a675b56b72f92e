import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core/dist/esm/components/Modal';

/** A dialog over the window. Escape and its cross do `onClose`, which never means yes. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  size = 'medium',
  alarming = false,
  focus = 'close',
  onKeyDown,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  readonly alarming?: boolean;
  /** What has the focus first: the cross, the field to fill in, the first choice or field, or the text, from where Tab comes to the buttons. */
  readonly focus?: 'close' | 'field' | 'choice' | 'text';
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}): ReactNode {
  const id = useId();
  return (
    <Modal
      isOpen
      variant={size}
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      {...(focus === 'close' ? {} : { elementToFocus: FIRST[focus] })}
      {...(onKeyDown === undefined ? {} : { onKeyDown })}
    >
      <ModalHeader title={title} labelId={`${id}-title`} {...(alarming ? { titleIconVariant: 'danger' as const } : {})} />
      <ModalBody tabIndex={0} aria-label={title}>
        {children}
      </ModalBody>
      <ModalFooter>{footer}</ModalFooter>
    </Modal>
  );
}

const FIRST = {
  field: '[role=dialog] :is(input, textarea)',
  choice: '[role=dialog] :is(input, textarea, select)',
  text: '[role=dialog] .pf-v6-c-modal-box__body',
} as const;
