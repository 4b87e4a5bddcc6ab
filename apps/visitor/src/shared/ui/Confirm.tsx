import { useEffect, useId, useRef } from 'preact/hooks';

interface ConfirmProps {
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** One question over the screen; Escape means no. */
export function Confirm({ question, yes, no, onYes, onNo }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      class="confirm"
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <h2 id={id}>{question}</h2>
      <div class="pair">
        <button class="btn" type="button" onClick={onYes}>
          {yes}
        </button>
        <button class="btn go" type="button" onClick={onNo}>
          {no}
        </button>
      </div>
    </dialog>
  );
}
