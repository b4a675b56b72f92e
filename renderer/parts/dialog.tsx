import { useId, type ReactNode } from 'react';
import { Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core/dist/esm/components/Modal';

/** A dialog over the window. Escape and its cross do `onClose`, which never means yes. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  size = 'medium',
  alarming = false,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  readonly alarming?: boolean;
}): ReactNode {
  const id = useId();
  return (
    <Modal isOpen variant={size} onClose={onClose} aria-labelledby={`${id}-title`}>
      <ModalHeader title={title} labelId={`${id}-title`} {...(alarming ? { titleIconVariant: 'danger' as const } : {})} />
      <ModalBody tabIndex={0} aria-label={title}>
        {children}
      </ModalBody>
      <ModalFooter>{footer}</ModalFooter>
    </Modal>
  );
}
